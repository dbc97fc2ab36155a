/* The grid of incidents, whose script is as large as all others together: it is asked for with the first grid. */
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
