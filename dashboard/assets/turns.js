/* Clicks are answered in their order, each of the page that the answer before has left.

   Dash means to drop the answer to a click after which another was made, and does not where a callback has outputs of
   a pattern: what was clicked first then stood against what was clicked last, whichever answer came later. Here a click
   waits until the one before is answered and shown, and is then asked with what the page shows. */
(function () {
    "use strict";
    const send = window.fetch;
    const PAGE = "..url.search...";
    const NOTHING = 204;
    const LOOK = 10;
    /* Whatever becomes of an answer, no click waits longer for it to be shown. */
    const LONGEST = 5000;
    /* After these nothing counts that was clicked before. */
    const ANEW = ["url.search", "reset.n_clicks"];
    /* Clicks that are not shown yet, oldest first. */
    const line = [];
    let before = Promise.resolve();

    function asked(resource, options) {
        const address = String((resource && resource.url) || resource);
        if (!address.includes("/_dash-update-component") || typeof (options || {}).body !== "string") {
            return null;
        }
        const sent = JSON.parse(options.body);
        return String(sent.output).startsWith(PAGE) ? sent : null;
    }

    /* Where a component stands among all that the page is made of. */
    function placeOf(id, paths) {
        if (typeof id === "string") {
            return paths.strs[id];
        }
        const keys = Object.keys(id).sort();
        const alike = paths.objs[keys.join(",")] || [];
        const found = alike.find((one) => one.values.every((value, n) => value === id[keys[n]]));
        return found && found.path;
    }

    /* What is sent, of the page as it is now, but for what was clicked. */
    function asItStands(sent) {
        const { layout, paths } = window.dash_stores[0].getState();
        const clicked = sent.changedPropIds || [];
        function now(one) {
            if (Array.isArray(one)) {
                return one.map(now);
            }
            const place = placeOf(one.id, paths);
            const name = (typeof one.id === "string" ? one.id : JSON.stringify(one.id)) + "." + one.property;
            if (!place || clicked.includes(name)) {
                return one;
            }
            const component = place.reduce((part, step) => part && part[step], layout);
            return component ? { ...one, value: component.props[one.property] } : one;
        }
        return { ...sent, inputs: sent.inputs.map(now), state: (sent.state || []).map(now) };
    }

    /* Resolves once Dash has put an answer on the page, or has dropped it, and waits for the others in line alone. */
    function shown(output) {
        const since = Date.now();
        return new Promise(function (go) {
            function look() {
                const { executed, watched } = window.dash_stores[0].getState().callbacks;
                const of = (list) => list.filter((one) => one.callback.output === output).length;
                const waits = of(executed) || of(watched) >= line.length;
                if (waits && Date.now() - since < LONGEST) {
                    window.setTimeout(look, LOOK);
                } else {
                    go();
                }
            }
            window.setTimeout(look, 0);
        });
    }

    window.fetch = async function (resource, options) {
        const sent = asked(resource, options);
        if (!sent) {
            return send(resource, options);
        }
        const triggers = sent.changedPropIds || [];
        const mine = {
            drop: false,
            waits: true,
            answered: false,
            /* What stands in a control is asked for with every later click. */
            stands: triggers.length > 0 && triggers.every((one) => one.endsWith(".value")),
        };
        const anew = triggers.some((one) => ANEW.includes(one));
        /* An answer that Dash has already is shown in any case. */
        const follows = line.some((one) => one.answered || !anew);
        for (const one of line) {
            one.drop = one.drop || anew || (one.waits && one.stands);
        }
        line.push(mine);
        const turn = before;
        let over;
        before = new Promise((go) => (over = go));
        try {
            if (follows) {
                await turn;
            }
            mine.waits = false;
            if (mine.drop) {
                return new Response(null, { status: NOTHING });
            }
            const body = follows ? JSON.stringify(asItStands(sent)) : options.body;
            const reply = await send(resource, { ...options, body: body });
            mine.answered = true;
            return mine.drop ? new Response(null, { status: NOTHING }) : reply;
        } finally {
            shown(sent.output).then(function () {
                line.splice(line.indexOf(mine), 1);
                over();
            });
        }
    };
})();
