/* A click whose connection breaks is sent once more: another process of the server answers it.
   What is still being computed is asked for again, as long as the page shows the same view. */
(function () {
    "use strict";
    const PAUSE = 300;
    const NOT_YET = 202;
    const send = window.fetch;

    const pause = (milliseconds) => new Promise((go) => window.setTimeout(go, milliseconds));

    // The address that a callback was asked under, where it sends one.
    function addressOf(body) {
        const sent = (JSON.parse(body).state || []).find((one) => one.id === "url");
        return sent ? sent.value || "" : window.location.search;
    }

    async function untilComputed(resource, options, reply) {
        while (reply.status === NOT_YET) {
            await pause(1000 * Number(reply.headers.get("Retry-After") || 1));
            if (addressOf(options.body) !== window.location.search) {
                // Nobody waits for it any more; an answer that changes nothing.
                return new Response(null, { status: 204 });
            }
            reply = await send(resource, options);
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
