/* The component of dashboard/components/table.py: a table in a box that says when it goes on to the right. */
(function () {
    "use strict";
    const MORE = "More columns to the right: scroll sideways.";

    function cells(tag, texts, numeric, extra) {
        return texts.map((text, n) =>
            window.React.createElement(
                tag,
                Object.assign({ key: n, className: numeric[n] ? "numeric" : undefined }, extra),
                text
            )
        );
    }

    function table(props) {
        const make = window.React.createElement;
        const numeric = props.numeric || [];
        return make(
            "table",
            { className: "plain" },
            props.caption ? make("caption", null, props.caption) : null,
            make("thead", null, make("tr", null, cells("th", props.head, numeric, { scope: "col" }))),
            make(
                "tbody",
                null,
                props.rows.map((row, n) => make("tr", { key: n }, cells("td", row, numeric)))
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
