/* Wakes the components of the page once for many changes, and only for what they show.

   Dash tells each of some hundred mounted components of every step of every callback, more than a hundred times a
   click; most steps are its own bookkeeping, and the others come in heaps. Here they are told of a heap when it is
   whole, before the browser draws. Dash's own observer of the store is there before, and hears each step as it is made. */
(function () {
    "use strict";
    /* Which callbacks wait, run and have run, and where components stand: what no component shows. */
    const BOOKKEEPING = new Set(["callbacks", "callbackJobs", "changed", "paths", "profile"]);

    function shows(before, after) {
        return Object.keys(after).some((part) => !BOOKKEEPING.has(part) && before[part] !== after[part]);
    }

    /* While an answer is waited for, what it will be written into is dimmed; controls stay as they are, and are not
       drawn twice more. */
    const MARKS = ["LOADING", "LOADED"];
    const CONTENT = ["children", "figure"];

    function calm(store) {
        const { dispatch, subscribe } = store;
        let asked = false;

        store.dispatch = function (action) {
            /* A component that sets its own properties hands a function over; a box that is written in must have its
               text at once, or its caret goes to the end. */
            if (typeof action === "function") {
                const before = asked;
                asked = true;
                try {
                    return dispatch(action);
                } finally {
                    asked = before;
                }
            }
            if (!MARKS.includes(action.type)) {
                return dispatch(action);
            }
            const payload = action.payload.filter((place) => CONTENT.includes(place.property));
            return payload.length ? dispatch({ ...action, payload: payload }) : action;
        };

        store.subscribe = function (listener) {
            let told = store.getState();
            let waits = false;
            function tell() {
                waits = false;
                told = store.getState();
                listener();
            }
            return subscribe(function () {
                if (!shows(told, store.getState())) {
                    return;
                }
                if (asked) {
                    tell();
                } else if (!waits) {
                    waits = true;
                    window.queueMicrotask(() => waits && tell());
                }
            });
        };
    }

    /* Dash puts its store here when it has made it, before any component listens to it. */
    const stores = (window.dash_stores = window.dash_stores || []);
    stores.push = function (store) {
        calm(store);
        return Array.prototype.push.call(stores, store);
    };

    /* Dash has each new chart find out its size, for which plotly waits a tenth of a second before it sees that both
       width and height were given. */
    const plots = window.Plotly.Plots;
    const resize = plots.resize;
    plots.resize = function (plot) {
        const given = plot.layout && plot.layout.width && plot.layout.height;
        return given ? Promise.resolve(plot) : resize(plot);
    };
})();
