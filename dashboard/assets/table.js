/* The component of dashboard/components/table.py: a table in a box that says when it goes on to the right. */
(function () {
    "use strict";
    const MORE = "More columns to the right: scroll sideways.";

    function cells(tag, texts, numeric, extra, first) {
        return texts.map(function (text, n) {
            const own = { key: n, className: numeric[n] ? "numeric" : undefined };
            if (n === 0 && first) {
                return window.React.createElement(
                    first,
                    first === "th" ? Object.assign(own, { scope: "row" }) : own,
                    text
                );
            }
            return window.React.createElement(tag, Object.assign(own, extra), text);
        });
    }

    function table(props) {
        const make = window.React.createElement;
        const numeric = props.numeric || [];
        /* A column without a heading names the rows. */
        const named = props.head[0] === "";
        return make(
            "table",
            { className: "plain" },
            props.caption ? make("caption", null, props.caption) : null,
            make("thead", null, make("tr", null, cells("th", props.head, numeric, { scope: "col" }, named && "td"))),
            make(
                "tbody",
                null,
                props.rows.map((row, n) => make("tr", { key: n }, cells("td", row, numeric, {}, named && "th")))
            )
        );
    }

    function Table(props) {
        const React = window.React;
        const box = React.useRef(null);
        const [wide, setWide] = React.useState(false);
        React.useEffect(function () {
            const look = () => setWide(box.current.scrollWidth > box.current.clientWidth + 1);
            const observer = new ResizeObserver(look);
            observer.observe(box.current);
            Array.from(box.current.children).forEach((child) => observer.observe(child));
            return () => observer.disconnect();
        }, []);
        return React.createElement(
            React.Fragment,
            null,
            wide ? React.createElement("p", { className: "scrolls" }, MORE) : null,
            React.createElement(
                "div",
                { ref: box, className: "table-box", tabIndex: 0, role: "region", "aria-label": props.label },
                props.children || table(props)
            )
        );
    }

    window.escalation_ui = { Table: Table };
})();
