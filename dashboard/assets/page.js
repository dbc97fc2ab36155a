/* What only the browser can know or do: its width, its theme, saving a picture, copying a link. */
(function () {
    "use strict";
    const dash = (window.dash_clientside = window.dash_clientside || {});
    const phone = 600;

    const scheme = window.matchMedia("(prefers-color-scheme: dark)");

    function chartWidth() {
        return Math.max(280, Math.floor(document.querySelector("#main .measure .chart").clientWidth));
    }

    let timer = null;
    function look() {
        window.clearTimeout(timer);
        timer = window.setTimeout(function () {
            dash.set_props("resized", { data: Date.now() });
        }, 150);
    }
    window.addEventListener("resize", look);
    scheme.addEventListener("change", look);

    /* Milliseconds, a little more than a box for a number waits for what is still being written. */
    const SENT = 500;

    /* The name of the button that was pressed: one that has just been drawn was not. */
    function pressed() {
        const trigger = dash.callback_context.triggered[0];
        if (!trigger || !trigger.value) {
            return dash.no_update;
        }
        const name = JSON.parse(trigger.prop_id.split(".n_clicks")[0]).name;
        return { name: name, order: name === "incidents" ? gridOrder() : null, at: Date.now() };
    }

    /* The places of the incidents as the grid shows them, where the reader has sorted or filtered it. */
    function gridOrder() {
        const grid = window.dash_ag_grid.getApi("incidents-grid");
        if (!grid.isAnyFilterPresent() && !grid.getColumnState().some((column) => column.sort)) {
            return null;
        }
        const places = new Map();
        grid.forEachNode((node) => places.set(node, places.size));
        const order = [];
        grid.forEachNodeAfterFilterAndSort((node) => order.push(places.get(node)));
        return order;
    }

    function graph(name) {
        return document.querySelector('[data-chart="' + name + '"] .js-plotly-plot');
    }

    /* A press soon after another is a double-click, which zooms out and opens nothing. */
    const DOUBLE = 400;
    let pressedAt = -DOUBLE;
    let again = false;
    document.addEventListener(
        "pointerdown",
        function (event) {
            again = event.timeStamp - pressedAt < DOUBLE;
            pressedAt = event.timeStamp;
        },
        true
    );
    /* Plotly counts presses by the clock as they reach it, on a busy page long after they were made: before it
       looks at one, its clock is set by when that was. */
    let pressedPlot = null;
    let firstPress = 0;
    function setClock(event) {
        if (pressedPlot) {
            pressedPlot._mouseDownTime = Date.now() - (event.timeStamp - firstPress);
        }
    }
    function countPress(event) {
        const plot = event.target.closest(".js-plotly-plot");
        if (plot !== pressedPlot || event.timeStamp - firstPress >= DOUBLE) {
            pressedPlot = plot;
            /* Longer ago than any press that this one could be the second of. */
            firstPress = event.timeStamp - DOUBLE;
            setClock(event);
            firstPress = event.timeStamp;
        } else {
            setClock(event);
        }
    }
    ["mousedown", "touchstart"].forEach((kind) => document.addEventListener(kind, countPress, { capture: true, passive: true }));
    ["mouseup", "touchend"].forEach((kind) => document.addEventListener(kind, setClock, { capture: true, passive: true }));

    /* The views that are not seen are put on the page once it has nothing else to do; and before anything that can lead
       to one: what an answer writes into a view that is not there would not be shown. */
    const LEADING = ["pointerdown", "keydown", "popstate"];
    const whenIdle = window.requestIdleCallback || ((go) => window.setTimeout(go));
    function putViews() {
        const views = document.querySelectorAll("#main [role=tabpanel]");
        if (views.length) {
            LEADING.forEach((kind) => window.removeEventListener(kind, putViews, true));
            views.forEach((view) => dash.set_props(view.id, { keepMounted: true }));
        }
        return views.length;
    }
    LEADING.forEach((kind) => window.addEventListener(kind, putViews, true));
    function putViewsLater() {
        const drawn = document.getElementById("main") && !document.getElementById("first");
        whenIdle(() => (drawn && putViews()) || window.setTimeout(putViewsLater, 100));
    }
    putViewsLater();

    /* The menu of views: opened by its button, closed by a choice, by Escape, and by a press elsewhere. */
    function showViews(open) {
        const button = document.getElementById("views");
        button.parentElement.classList.toggle("open", open);
        button.setAttribute("aria-expanded", String(open));
    }
    document.addEventListener("click", function (event) {
        const button = document.getElementById("views");
        if (button) {
            const pressed = event.target === button;
            showViews(pressed && button.getAttribute("aria-expanded") !== "true");
        }
    });
    document.addEventListener("keydown", function (event) {
        if (event.key === "Escape" && document.querySelector(".views.open")) {
            showViews(false);
            document.getElementById("views").focus();
        }
    });

    /* A menu folds up after a choice, by Escape, and by a press elsewhere. */
    function foldMenus(event) {
        document.querySelectorAll("details.menu[open]").forEach(function (menu) {
            const inside = menu.contains(event.target) && !event.target.closest(".menu-items");
            if (event.key === "Escape" || (event.type === "click" && !inside)) {
                menu.open = false;
                if (menu.contains(document.activeElement)) {
                    menu.querySelector("summary").focus();
                }
            }
        });
    }
    document.addEventListener("click", foldMenus);

    /* The second click of a double-click is no choice of its own: what the first unfolded stays open. */
    document.addEventListener(
        "click",
        function (event) {
            if (event.detail % 2 === 0 && event.detail && event.target.closest("summary, #views")) {
                event.preventDefault();
                event.stopPropagation();
            }
        },
        true
    );
    document.addEventListener("keydown", foldMenus);

    /* The days of a bar, which it holds itself: one of weeks, or of many days, stands in their middle.
       Between two bars it is that of the day under the pointer. */
    function daysOf(points) {
        const held = (row) => (Array.isArray(row) && typeof row[0] === "string" ? row[0] : "");
        const bar = points.map((point) => held(point.customdata)).find(Boolean);
        if (bar) {
            return bar;
        }
        const day = String(points[0].x).slice(0, 10);
        const rows = graph("timeline").data.flatMap((trace) => trace.customdata || []);
        const holds = (days) => days.split("..")[0] <= day && day <= days.split("..").pop();
        return rows.map(held).find((days) => days && holds(days)) || day;
    }

    const searched = new Set();
    let zoom = null;
    /* The file whose account was told, and the view that it is open in; null once it was folded. */
    let told = null;
    let shown = null;

    dash.page = {
        /* The days of the bar that was clicked, once the click is sure not to begin a double-click. */
        clicked: function (data) {
            if (!data) {
                return dash.no_update;
            }
            const press = again ? null : pressedAt;
            const days = daysOf(data.points);
            return new Promise(function (settle) {
                function decide() {
                    const alone = press === pressedAt;
                    /* Else the same bar could not be clicked twice. */
                    dash.set_props({ type: "graph", name: "timeline" }, { clickData: null });
                    settle(alone ? { days: days, at: Date.now() } : dash.no_update);
                }
                /* A press that was made while the page was busy comes to it before the next frame. */
                window.setTimeout(() => window.requestAnimationFrame(() => window.setTimeout(decide)), DOUBLE);
            });
        },
        /* Width and the system's theme; the address says whether the reader has chosen another. */
        pressedTwice: function (figure, presses) {
            return presses % 2 ? presses + 2 : dash.no_update;
        },
        viewport: function (resized, current) {
            const next = { width: chartWidth(), dark: scheme.matches, phone: window.innerWidth < phone };
            return current && JSON.stringify(current) === JSON.stringify(next) ? dash.no_update : next;
        },
        paint: function (forced, viewport) {
            const dark = forced ? forced === "dark" : Boolean(viewport && viewport.dark);
            const theme = dark ? "dark" : "light";
            document.documentElement.setAttribute("data-theme", theme);
            /* Mantine keeps the last theme that it was given when none is given any more. */
            document.documentElement.setAttribute("data-mantine-color-scheme", theme);
            return dark ? "true" : "false";
        },
        filters: function (opened, navbar) {
            return Object.assign({}, navbar, { collapsed: { mobile: !opened } });
        },
        /* A view begins at its top; what it is called stands on the button of the menu. */
        opened: function (tab) {
            window.scrollTo(0, 0);
            const name = document.getElementById("tab-tab-" + tab).textContent;
            return [tab, name, name + ": choose a view"];
        },
        /* A chip names the control that it is of, and the value that this has without it. */
        takeBack: function () {
            const trigger = dash.callback_context.triggered[0];
            if (trigger && trigger.value) {
                const said = JSON.parse(trigger.prop_id.split(".n_clicks")[0]).name;
                const [control, value, property] = JSON.parse(said);
                dash.set_props(control, { [property || "value"]: value });
            }
            return dash.no_update;
        },
        /* Two groups and days that were chosen, unless they are those that stand there. */
        pair: function (one, other, since, shown) {
            if (JSON.stringify([one, other, since]) !== JSON.stringify(JSON.parse(shown))) {
                dash.set_props("pair", { data: { pair: [one, other], since: since, at: Date.now() } });
            }
            return dash.no_update;
        },
        /* The whole days that the timeline is zoomed to: those whose bars have their middle in it. */
        zoomed: function (layout) {
            const ends = [0, 1].map((end) => (layout || {})["xaxis.range[" + end + "]"]);
            const times = ends.map((end) => Date.parse(String(end).slice(0, 19).replace(" ", "T") + (String(end).length > 10 ? "Z" : "")));
            const day = 86400000;
            const days = [Math.ceil(times[0] / day), Math.floor(times[1] / day)];
            zoom = days[0] <= days[1] ? days.map((n) => new Date(n * day).toISOString().slice(0, 10)) : null;
            return !zoom;
        },
        takeZoom: function (clicks) {
            if (clicks && zoom) {
                dash.set_props("period", { value: zoom });
                dash.set_props("zoom-as-period", { hidden: true });
                zoom = null;
            }
            return dash.no_update;
        },
        wholePeriod: function (clicks, presets) {
            if (clicks) {
                dash.set_props("period", { value: presets[0].value });
            }
            return dash.no_update;
        },
        /* What is written in a filter whose values were not all sent; else the browser finds them itself. */
        search: function (written, groups, id) {
            const more = groups.some((group) => group.group.includes(" by writing"));
            const key = JSON.stringify(id);
            if (!more && !searched.has(key)) {
                return dash.no_update;
            }
            searched.add(key);
            return { name: id.name || id, search: written || "" };
        },
        pressed: pressed,
        /* A box that was left, and is empty once what was written in it has been sent. */
        emptied: async function () {
            const trigger = dash.callback_context.triggered[0];
            if (!trigger || !trigger.value) {
                return dash.no_update;
            }
            const name = trigger.prop_id.split(".")[0];
            const left = function () {
                const box = document.getElementById(name);
                return box && box.value === "" && box !== document.activeElement;
            };
            if (!left()) {
                return dash.no_update;
            }
            await new Promise((resolve) => window.setTimeout(resolve, SENT));
            return left() ? { name: name, at: Date.now() } : dash.no_update;
        },
        savePicture: function (png, svg, pdf, fragment, mark) {
            const trigger = dash.callback_context.triggered[0];
            if (!trigger || !trigger.value) {
                return dash.no_update;
            }
            const id = JSON.parse(trigger.prop_id.split(".n_clicks")[0]);
            const plot = graph(id.name);
            if (plot && document.querySelector(".publishes")) {
                window.escalation.figure(id.name, id.type.replace("figure-", ""), mark, plot);
            } else if (plot) {
                window.Plotly.downloadImage(plot, {
                    format: id.type,
                    scale: 2,
                    width: plot._fullLayout.width,
                    height: plot._fullLayout.height,
                    filename: id.name + "-" + document.getElementById("main").dataset.mark,
                });
            }
            return dash.no_update;
        },
        makeReport: function (clicks, mark) {
            const trigger = dash.callback_context.triggered[0];
            if (trigger && trigger.value) {
                window.escalation.report(JSON.parse(trigger.prop_id.split(".n_clicks")[0]).name, mark);
            }
            return dash.no_update;
        },
        copyLink: function (clicks) {
            if (!clicks) {
                return dash.no_update;
            }
            const link = window.escalation.shared();
            return window.escalation.copied(link).then(
                () => "Link copied",
                function () {
                    window.escalation.byHand(link, "link");
                    return "Copy link";
                }
            );
        },
        /* A file's account is open when the file was opened just now, and folded with another view. */
        openReport: function (mark, address) {
            const view = new URLSearchParams(address).get("tab") || "";
            if (told === mark) {
                const stays = shown === null || shown === view;
                shown = stays ? shown : null;
                return stays ? dash.no_update : false;
            }
            told = mark;
            const fresh = Boolean(mark) && window.sessionStorage.getItem("opened") === mark;
            window.sessionStorage.removeItem("opened");
            shown = fresh ? view : null;
            return fresh;
        },
    };

    /* The table's cells: a date as in a sentence, and a link only where it is a web address. */
    const grid = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
    const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
    grid.plainDate = function (value) {
        const parts = String(value || "").slice(0, 10).split("-");
        return parts.length === 3
            ? Number(parts[2]) + " " + months[Number(parts[1]) - 1] + " " + parts[0]
            : "";
    };
    const cells = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
    cells.SourceLink = function (props) {
        const address = (props.data || {}).source_url || "";
        const name = props.value || "source";
        if (!/^https?:\/\//i.test(address)) {
            return name;
        }
        return window.React.createElement(
            "a",
            { href: address, target: "_blank", rel: "noopener noreferrer" },
            name
        );
    };
})();
