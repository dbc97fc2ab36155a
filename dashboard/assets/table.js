/* The component of dashboard/components/table.py: a table in a box that says when it goes on to the right. */
(function () {
    "use strict";
    const MORE = "More columns to the right: scroll sideways.";

    /* From so many letters on a text is broken where there is no room for it; a number or a day never is. */
    const LONG = 24;

    function cells(tag, texts, numeric, extra, first) {
        return texts.map(function (text, n) {
            const long = text.length > LONG ? "long" : undefined;
            const own = { key: n, className: numeric[n] ? "numeric" : long };
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

    /* What a cell counts as when rows are sorted: its first number, or nothing. */
    function number(text) {
        const clean = text.replace(/,/g, "");
        if (/^no upper bound/.test(clean)) {
            return Infinity;
        }
        const found = /^(under |p [=<] |over )?(-?\d+(\.\d+)?)/.exec(clean);
        if (!found) {
            return NaN;
        }
        const odds = /^1 to (\d+(\.\d+)?)/.exec(clean);
        const more = / million/.test(clean) ? 1e6 : 1;
        return odds ? 1 / Number(odds[1]) : Number(found[2]) * more;
    }

    /* The order of the rows by one column: numbers before words before blanks, whichever way. */
    function ordered(rows, sorted) {
        const places = rows.map((row, n) => n);
        if (!sorted) {
            return places;
        }
        const way = sorted.down ? -1 : 1;
        const keys = rows.map((row) => row[sorted.column]);
        const numbers = keys.map(number);
        return places.sort(function (a, b) {
            if (!keys[a] || !keys[b]) {
                return (keys[a] ? 0 : 1) - (keys[b] ? 0 : 1);
            }
            if (Number.isNaN(numbers[a]) && Number.isNaN(numbers[b])) {
                return way * keys[a].localeCompare(keys[b]);
            }
            if (Number.isNaN(numbers[a]) || Number.isNaN(numbers[b])) {
                return Number.isNaN(numbers[a]) ? 1 : -1;
            }
            return way * (numbers[a] === numbers[b] ? a - b : numbers[a] - numbers[b]);
        });
    }

    function headings(props, sorted, setSorted, first) {
        const make = window.React.createElement;
        if (!props.sortable) {
            return cells("th", props.head, props.numeric || [], { scope: "col" }, first);
        }
        return props.head.map(function (name, column) {
            const here = sorted && sorted.column === column;
            const way = here ? (sorted.down ? "descending" : "ascending") : "none";
            const next = { column: column, down: here ? !sorted.down : true };
            const button = { className: "sorts", type: "button", onClick: () => setSorted(next) };
            const mark = here ? (sorted.down ? " \u2193" : " \u2191") : "";
            return make(
                "th",
                { key: column, scope: "col", "aria-sort": way },
                make("button", button, name + mark)
            );
        });
    }

    /* The cells of a row, the first a button where it sets a control of the page, or lists the incidents of its day. */
    function rowCells(row, pick, numeric, named, day) {
        if (day) {
            const list = {
                className: "quiet",
                type: "button",
                "data-incidents": day,
                "aria-label": "Incidents of " + row[0],
            };
            const first = window.React.createElement("button", list, row[0]);
            const cell = window.React.createElement("td", { key: 0 }, first);
            return [cell].concat(cells("td", row, numeric).slice(1));
        }
        if (!pick) {
            return cells("td", row, numeric, {}, named);
        }
        const make = window.React.createElement;
        const press = () => window.dash_clientside.set_props(pick[0], { value: pick[1] });
        const button = {
            className: "quiet",
            type: "button",
            title: "Show only these",
            "aria-label": "Show only " + row[0],
            onClick: press,
        };
        const first = make("td", { key: 0 }, make("button", button, row[0]));
        return [first].concat(cells("td", row, numeric).slice(1));
    }

    function table(props, sorted, setSorted) {
        const make = window.React.createElement;
        const numeric = props.numeric || [];
        /* A column without a heading names the rows. */
        const named = props.head[0] === "";
        const picks = props.picks || [];
        const days = props.days || [];
        return make(
            "table",
            { className: "plain" },
            props.caption ? make("caption", null, props.caption) : null,
            make("thead", null, make("tr", null, headings(props, sorted, setSorted, named && "td"))),
            make(
                "tbody",
                null,
                ordered(props.rows, sorted).map((n) =>
                    make("tr", { key: n }, rowCells(props.rows[n], picks[n], numeric, named && "th", days[n]))
                )
            )
        );
    }

    function Table(props) {
        const React = window.React;
        const box = React.useRef(null);
        const [wide, setWide] = React.useState(false);
        const [sorted, setSorted] = React.useState(null);
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
                props.children || table(props, sorted, setSorted)
            ),
            React.createElement(
                "button",
                {
                    type: "button",
                    className: "quiet table-save",
                    "aria-label": "Table as CSV: " + props.label.split(". ")[0].replace(/\.$/, ""),
                    onClick: () => save(props, sorted),
                },
                "Table (CSV)"
            )
        );
    }

    /* Raw numbers come from the server, in the order that is seen; a table of texts alone is written as it stands. */
    function save(props, sorted) {
        const order = sorted ? ordered(props.rows, sorted) : null;
        if (props.save) {
            window.dash_clientside.set_props("wanted", { data: { name: props.save, order: order, at: Date.now() } });
            return;
        }
        const rows = order ? order.map((n) => props.rows[n]) : props.rows;
        const lines = [props.head].concat(rows).map((row) => row.map(csvCell).join(","));
        const text = "\ufeff" + lines.map((line) => line + "\r\n").join("");
        const link = document.createElement("a");
        link.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
        const words = props.label.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
        link.download = words.slice(0, 60) + "-" + document.getElementById("main").dataset.mark + ".csv";
        link.click();
        window.setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    }

    /* A spreadsheet is not to run what a cell says. */
    function csvCell(text) {
        const plain = /^ *[=+\-@\t\r\n]/.test(text) ? "'" + text : text;
        return /[",\r\n]/.test(plain) ? '"' + plain.replace(/"/g, '""') + '"' : plain;
    }

    window.escalation_ui = { Table: Table };
})();
