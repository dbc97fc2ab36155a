/* A click whose connection breaks is sent once more: another process of the server answers it.
   What is still being computed is asked for again, of what the page shows by then. */
(function () {
    "use strict";
    const PAUSE = 300;
    const NOT_YET = 202;
    const send = window.fetch;

    const pause = (milliseconds) => new Promise((go) => window.setTimeout(go, milliseconds));

    // What asks for a place on the page to be filled. It stands there until the view is another, in
    // which it asks for no more; what is saved as a file stays that of the view in which it was asked.
    const PLACES = ["check", "ask", "follow", "look-for"];

    // The same of the address that the page has now: a click may have changed it, and not the place.
    function asItStands(body) {
        const sent = JSON.parse(body);
        const address = (sent.state || []).find((one) => one.id === "url");
        const fills = (sent.inputs || []).some((one) => one.id && PLACES.includes(one.id.type));
        if (!address || !fills) {
            return body;
        }
        address.value = window.location.search;
        return JSON.stringify(sent);
    }

    async function untilComputed(resource, options, reply) {
        while (reply.status === NOT_YET) {
            // An answer that is not read to its end keeps its connection, of which there are six.
            await reply.arrayBuffer();
            await pause(1000 * Number(reply.headers.get("Retry-After") || 1));
            reply = await send(resource, { ...options, body: asItStands(options.body) });
        }
        return reply;
    }

    window.fetch = async function (resource, options) {
        // Dash adds words of its own to the address.
        const asked = new URL(String((resource && resource.url) || resource), document.baseURI).pathname;
        // What a callback answers depends on its body alone: twice is as good as once.
        const again = asked.endsWith("/_dash-update-component") && options && typeof options.body === "string";
        if (!again) {
            return send(resource, options);
        }
        let reply;
        try {
            reply = await send(resource, options);
        } catch (error) {
            if (!(error instanceof TypeError)) {
                throw error;
            }
            await pause(PAUSE);
            reply = await send(resource, options);
        }
        return untilComputed(resource, options, reply);
    };
})();
