/* The grid of incidents, whose script is as large as all others together: it is asked for with the first grid. */
(function () {
    "use strict";
    const address = document.currentScript.dataset.grid;
    let asked = null;

    function ask() {
        asked =
            asked ||
            new Promise(function (resolve, reject) {
                const script = document.createElement("script");
                script.src = address;
                script.onload = resolve;
                script.onerror = function () {
                    asked = null;
                    reject(new Error("The script of the grid did not come: " + address));
                };
                document.head.append(script);
            });
        return asked;
    }

    /* Stands in the place of the grid until its script, which takes the name over, is there. */
    function AgGrid(props) {
        const React = window.React;
        const [there, setThere] = React.useState(false);
        React.useEffect(function () {
            let here = true;
            ask().then(() => here && setThere(true));
            return function () {
                here = false;
            };
        }, []);
        return there
            ? React.createElement(window.dash_ag_grid.AgGrid, props)
            : React.createElement("div", { style: props.style, "aria-busy": true });
    }

    window.dash_ag_grid = { AgGrid: AgGrid };
})();
