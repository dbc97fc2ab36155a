/* Files of what the page shows: a chart drawn by the server, a report with its progress. */
(function () {
    "use strict";
    const HEADERS = { "X-Escalation": "1" };
    const LOST = "The server did not answer: is it still running?";
    const PAUSE = 400;

    function make(tag, properties, children) {
        const element = Object.assign(document.createElement(tag), properties || {});
        element.append(...(children || []));
        return element;
    }

    const status = make("p", { className: "made-status" });
    status.setAttribute("role", "status");
    const bar = make("progress", { max: 1, value: 0 });
    bar.setAttribute("aria-label", "Done so far");
    const close = make("button", { type: "button", className: "quiet", textContent: "Close" });
    const panel = make("section", { className: "drop-panel", hidden: true }, [status, bar, close]);
    panel.setAttribute("aria-label", "Making a file");
    close.addEventListener("click", () => (panel.hidden = true));
    document.addEventListener("DOMContentLoaded", () => document.body.append(panel));
    if (document.body) {
        document.body.append(panel);
    }

    function say(text, share) {
        status.textContent = text;
        bar.hidden = share === undefined;
        if (share !== undefined) {
            bar.value = share;
        }
        panel.hidden = false;
    }

    function save(address, name) {
        const link = make("a", { href: address, download: name || "" });
        document.body.append(link);
        link.click();
        link.remove();
    }

    function wait(address) {
        return fetch(address)
            .then((reply) => reply.json())
            .then(function (job) {
                if (job.error) {
                    say(job.error);
                } else if (job.ready) {
                    panel.hidden = true;
                    save(address + "/file", job.name);
                } else {
                    const share = job.total ? job.done / job.total : 0;
                    const doing = "Making the report: " + (job.what || "starting") + " \u2026";
                    say(job.place ? "Waiting for other reports: number " + job.place + " in line \u2026" : doing, share);
                    window.setTimeout(() => wait(address).catch(() => say(LOST)), PAUSE);
                }
            });
    }

    const BY_HAND = "The browser did not let the page copy the link. It is selected: press Ctrl+C, on a Mac Command+C.";
    const link = make("input", { readOnly: true, className: "by-hand" });
    link.setAttribute("aria-label", "Link to this view");
    const done = make("button", { type: "button", className: "quiet", textContent: "Close" });
    const refused = make("section", { className: "drop-panel", hidden: true }, [
        make("p", { className: "made-status", textContent: BY_HAND }),
        link,
        done,
    ]);
    refused.setAttribute("aria-label", "Copying the link by hand");
    done.addEventListener("click", function () {
        refused.hidden = true;
        document.getElementById("copy-link").focus();
    });
    document.body.append(refused);

    window.escalation = {
        byHand: function (address) {
            link.value = address;
            refused.hidden = false;
            link.focus();
            link.select();
        },
        report: function (kind, mark) {
            say("Making the report \u2026", 0);
            const asked = new URLSearchParams({ kind: kind, search: location.search, mark: mark || "" });
            fetch("report?" + asked, { method: "POST", headers: HEADERS })
                .then((reply) => reply.json())
                .then((begun) => (begun.error ? say(begun.error) : wait("report/" + begun.token)))
                .catch(() => say(LOST));
        },
        figure: function (name, kind, mark, plot) {
            const asked = new URLSearchParams({
                name: name,
                kind: kind,
                search: location.search,
                mark: mark || "",
                width: Math.round(plot._fullLayout.width),
                dark: document.documentElement.getAttribute("data-theme") === "dark",
            });
            say("Drawing the figure \u2026");
            fetch("figure?" + asked, { headers: HEADERS })
                .then(function (reply) {
                    const name = /filename="([^"]*)"/.exec(reply.headers.get("Content-Disposition") || "");
                    if (!reply.ok || !name) {
                        return reply.text().then((text) => say(reply.status === 409 ? text : LOST));
                    }
                    return reply.blob().then(function (blob) {
                        const address = URL.createObjectURL(blob);
                        save(address, name[1]);
                        window.setTimeout(() => URL.revokeObjectURL(address), 60000);
                        panel.hidden = true;
                    });
                })
                .catch(() => say(LOST));
        },
    };
})();
