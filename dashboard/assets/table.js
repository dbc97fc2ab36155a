/* The component of dashboard/components/table.py: a table in a box that says when it goes on to the right. */
(function () {
    "use strict";
    const WIDE = "More columns to the right: scroll sideways.";
    const TALL = "More rows below: scroll down.";
    /* So many rows are shown without a box of their own height. */
    const FEW = 12;

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
    function ordered(rows, sorted, given) {
        const places = rows.map((row, n) => n);
        if (!sorted) {
            return places;
        }
        const way = sorted.down ? -1 : 1;
        const known = given && given[sorted.column];
        if (known) {
            return places.sort(function (a, b) {
                const blanks = (known[a] === null ? 1 : 0) - (known[b] === null ? 1 : 0);
                return blanks || way * (known[a] === known[b] ? a - b : known[a] - known[b]);
            });
        }
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
    function rowCells(row, pick, value, numeric, named, day) {
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
        const press = () => window.dash_clientside.set_props(pick, { value: [value] });
        const button = {
            className: "quiet",
            type: "button",
            title: "Show only these",
            "aria-label": "Show only " + row[0],
            onClick: press,
        };
        const name = row[0].length > LONG ? undefined : "short";
        const first = make("td", { key: 0, className: name }, make("button", button, row[0]));
        return [first].concat(cells("td", row, numeric).slice(1));
    }

    /* Of more rows than this only those in sight are drawn, all of one height. */
    const MANY = 500;
    const BEYOND = 12;
    const ROW = 30;

    /* The longest text of each column, which keeps its width whatever rows are in sight. */
    function longest(rows) {
        return rows.reduce((most, row) => row.map((text, n) => (text.length > (most[n] || "").length ? text : most[n] || "")), []);
    }

    /* The rows in sight between two empty ones as high as those above and below. */
    function inSight(places, top, height, drawn, widest) {
        const make = window.React.createElement;
        const first = Math.max(0, Math.min(Math.floor(top / ROW), places.length) - BEYOND);
        const last = Math.min(places.length, first + Math.ceil(height / ROW) + 2 * BEYOND);
        const gap = (name, rows) =>
            make("tr", { key: name, className: "gap", "aria-hidden": true }, make("td", { colSpan: widest.length, style: { height: rows * ROW } }));
        const sizes = make(
            "tr",
            { key: "sizes", className: "sizes", "aria-hidden": true },
            widest.map((text, n) => make("td", { key: n }, make("div", null, text)))
        );
        return [sizes, gap("above", first)].concat(
            places.slice(first, last).map((n, at) => drawn(n, first + at + 2)),
            [gap("below", places.length - last)]
        );
    }

    function table(props, sorted, setSorted, sight, widest) {
        const make = window.React.createElement;
        const numeric = props.numeric || [];
        /* A column without a heading names the rows. */
        const named = props.head[0] === "";
        /* What a press of a row chooses: its first cell, where nothing else is said. */
        const value = (n) => (props.values || [])[n] || props.rows[n][0];
        const days = props.days || [];
        const many = props.rows.length > MANY && !sight.whole;
        const kinds = ["plain", many && "many", props.sortable && "sortable"];
        const drawn = (n, number) =>
            make(
                "tr",
                { key: n, "aria-rowindex": many ? number : undefined },
                rowCells(props.rows[n], props.pick, value(n), numeric, named && "th", days[n])
            );
        const rows = many ? inSight(sight.places, sight.top, sight.height, drawn, widest) : sight.places.map((n) => drawn(n));
        return make(
            "table",
            { className: kinds.filter(Boolean).join(" "), "aria-rowcount": many ? props.rows.length + 1 : undefined },
            props.caption ? make("caption", null, props.caption) : null,
            make("thead", null, make("tr", null, headings(props, sorted, setSorted, named && "td"))),
            make("tbody", null, rows)
        );
    }

    /* A button for each order that a reader may want, which a press of the same heading gives as well. */
    function orders(props, sorted, setSorted) {
        const make = window.React.createElement;
        return make(
            "div",
            { className: "toolbar", role: "group", "aria-label": "Order of the rows" },
            props.orders.map((order) =>
                make(
                    "button",
                    {
                        key: order[0],
                        type: "button",
                        className: "chip",
                        "aria-pressed": Boolean(sorted && sorted.down && sorted.column === order[1]),
                        onClick: () => setSorted({ column: order[1], down: true }),
                    },
                    order[0]
                )
            )
        );
    }

    function Table(props) {
        const React = window.React;
        const box = React.useRef(null);
        const [wide, setWide] = React.useState(false);
        const [tall, setTall] = React.useState(false);
        const [sorted, setSorted] = React.useState(null);
        const [top, setTop] = React.useState(0);
        const [height, setHeight] = React.useState(420);
        const [whole, setWhole] = React.useState(false);
        const all = props.rows || [];
        const places = React.useMemo(() => ordered(all, sorted, props.keys), [all, sorted, props.keys]);
        const widest = React.useMemo(() => (all.length > MANY ? longest(all) : []), [all]);
        const sort = function (next) {
            setSorted(next);
            box.current.scrollTop = 0;
        };
        /* Drawn anew only where other rows come into sight. */
        const scrolled = () => setTop(Math.floor(box.current.scrollTop / (ROW * 4)) * ROW * 4);
        React.useEffect(function () {
            const look = function () {
                setWide(box.current.scrollWidth > box.current.clientWidth + 1);
                setTall(box.current.scrollHeight > box.current.clientHeight + 1);
                setHeight(box.current.clientHeight);
            };
            const observer = new ResizeObserver(look);
            observer.observe(box.current);
            Array.from(box.current.children).forEach((child) => observer.observe(child));
            return () => observer.disconnect();
        }, []);
        /* On paper nothing scrolls: every row is drawn before the page is printed. */
        React.useEffect(function () {
            if (all.length <= MANY) {
                return undefined;
            }
            const before = () => window.ReactDOM.flushSync(() => setWhole(true));
            const after = () => setWhole(false);
            window.addEventListener("beforeprint", before);
            window.addEventListener("afterprint", after);
            return function () {
                window.removeEventListener("beforeprint", before);
                window.removeEventListener("afterprint", after);
            };
        }, [all.length]);
        const more = [wide && WIDE, tall && TALL].filter(Boolean).join(" ");
        return React.createElement(
            React.Fragment,
            null,
            props.orders ? orders(props, sorted, sort) : null,
            more ? React.createElement("p", { className: "scrolls" }, more) : null,
            React.createElement(
                "div",
                {
                    ref: box,
                    className: !props.children && all.length <= FEW ? "table-box few" : "table-box",
                    tabIndex: 0,
                    role: "region",
                    "aria-label": props.label,
                    onScroll: all.length > MANY ? scrolled : undefined,
                },
                props.children || table(props, sorted, sort, { places: places, top: top, height: height, whole: whole }, widest)
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
        const order = sorted ? ordered(props.rows, sorted, props.keys) : null;
        if (props.save) {
            /* The rows that are still waited for come in an order of their own, which the file has until then. */
            const known = props.orders && !props.keys ? null : order;
            window.dash_clientside.set_props("wanted", { data: { name: props.save, order: known, at: Date.now() } });
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
