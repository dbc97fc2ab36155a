/* The grid of incidents, whose scripts are as large as half of all others: they are asked for when the reader
   points at their view, when the page was used and has nothing else to do, or with the first grid. */
(function () {
    "use strict";
    const address = document.currentScript.dataset.grid;
    let asked = null;
    let own = null;

    function ask() {
        asked =
            asked ||
            new Promise(function (resolve, reject) {
                const script = document.createElement("script");
                script.src = address;
                script.onload = function () {
                    /* Its exports cannot be changed, so they are copied; the page goes on with the component below. */
                    own = window.dash_ag_grid.AgGrid;
                    window.dash_ag_grid = Object.assign({}, window.dash_ag_grid, { AgGrid: AgGrid });
                    resolve();
                };
                script.onerror = function () {
                    asked = null;
                    reject(new Error("The script of the grid did not come: " + address));
                };
                document.head.append(script);
            });
        return asked;
    }

    /* The grid would ask for its second script itself when it is drawn; one that came before is there for it. */
    function askForRest() {
        const script = document.createElement("script");
        script.src = new URL("async-community.js", new URL(address, document.baseURI)).href;
        document.head.append(script);
    }

    /* Both come as soon as the reader points at the view; else after a press that no other followed for a while, when no
       answer is waited for, and not where data is to be saved. */
    const PAUSE = 1500;
    const PRESSES = ["pointerdown", "keydown"];
    const whenIdle = window.requestIdleCallback || ((go) => window.setTimeout(go));
    let timer = null;

    function askForBoth() {
        PRESSES.forEach((kind) => document.removeEventListener(kind, later, true));
        document.removeEventListener("pointerover", point, true);
        window.clearTimeout(timer);
        if (!asked) {
            askForRest();
            /* What does not come is asked for again with the first grid, which says so. */
            ask().catch(() => null);
        }
    }

    function later() {
        window.clearTimeout(timer);
        if (!(navigator.connection && navigator.connection.saveData)) {
            timer = window.setTimeout(function () {
                const waits = () => document.querySelector("[data-dash-is-loading=true]");
                whenIdle(() => (waits() ? later() : askForBoth()));
            }, PAUSE);
        }
    }

    function point(event) {
        if (event.target.closest('[role="tab"][id$="-tab-incidents"]')) {
            askForBoth();
        }
    }
    PRESSES.forEach((kind) => document.addEventListener(kind, later, true));
    document.addEventListener("pointerover", point, true);

    const MORE = "More columns to the right: scroll sideways.";

    /* Tells whether the columns of the grid in a box are wider than it, whenever that may have changed. */
    function watch(box, tell) {
        const sizes = new ResizeObserver(function () {
            const view = box.querySelector(".ag-center-cols-viewport");
            tell(Boolean(view) && view.scrollWidth > view.clientWidth + 1);
        });
        const drawn = new MutationObserver(function () {
            const parts = box.querySelectorAll(".ag-center-cols-viewport, .ag-center-cols-container");
            if (parts.length > 1) {
                drawn.disconnect();
                parts.forEach((part) => sizes.observe(part));
            }
        });
        drawn.observe(box, { childList: true, subtree: true });
        return function () {
            drawn.disconnect();
            sizes.disconnect();
        };
    }

    /* The grid under a line that says when it goes on to the right, as tables have it; nothing until its script is there. */
    function AgGrid(props) {
        const React = window.React;
        const [there, setThere] = React.useState(Boolean(own));
        React.useEffect(function () {
            let here = true;
            ask().then(() => here && setThere(true));
            return function () {
                here = false;
            };
        }, []);
        const box = React.useRef(null);
        const [wide, setWide] = React.useState(false);
        React.useEffect(() => watch(box.current, setWide), []);
        return React.createElement(
            "div",
            { ref: box },
            wide ? React.createElement("p", { className: "scrolls" }, MORE) : null,
            there
                ? React.createElement(own, Object.assign({ key: "grid" }, props))
                : React.createElement("div", { key: "grid", style: props.style, "aria-busy": true })
        );
    }

    window.dash_ag_grid = { AgGrid: AgGrid };
})();
