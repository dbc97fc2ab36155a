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
    /* Where the reports stand that are asked for: closing the panel stops them. */
    const making = new Set();
    close.addEventListener("click", function () {
        panel.hidden = true;
        making.forEach((address) =>
            fetch(address + "/stop", { method: "POST", headers: HEADERS }).catch(() => undefined)
        );
        making.clear();
    });
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
        close.textContent = making.size ? "Stop" : "Close";
        panel.hidden = false;
    }

    function save(address, name) {
        const link = make("a", { href: address, download: name || "" });
        document.body.append(link);
        link.click();
        link.remove();
    }

    /* A process of the server may end while it answers; another knows the report as well. */
    function keepAsking(address, again) {
        wait(address).catch(function () {
            if (again) {
                window.setTimeout(() => keepAsking(address, false), PAUSE);
                return;
            }
            making.delete(address);
            say(LOST);
        });
    }

    function wait(address) {
        return fetch(address)
            .then((reply) => reply.json())
            .then(function (job) {
                if (!making.has(address)) {
                    return;
                }
                if (job.error || job.ready) {
                    making.delete(address);
                }
                if (job.error) {
                    say(job.error);
                } else if (job.ready) {
                    panel.hidden = true;
                    save(address + "/file", job.name);
                } else {
                    const share = job.total ? job.done / job.total : 0;
                    const doing = "Making the report: " + (job.what || "starting") + " \u2026";
                    say(job.place ? "Waiting for other reports: number " + job.place + " in line \u2026" : doing, share);
                    window.setTimeout(() => keepAsking(address, true), PAUSE);
                }
            });
    }

    const SELECTED = " It is selected: press Ctrl+C, on a Mac Command+C.";
    const why = make("p", { className: "made-status" });
    const link = make("input", { readOnly: true, className: "by-hand" });
    const done = make("button", { type: "button", className: "quiet", textContent: "Close" });
    const refused = make("section", { className: "drop-panel", hidden: true }, [
        why,
        link,
        done,
    ]);
    refused.setAttribute("aria-label", "Copying by hand");
    done.addEventListener("click", function () {
        refused.hidden = true;
        document.getElementById("copy-link").focus();
    });

    function byHand(text, what) {
        why.textContent = "The browser did not let the page copy the " + what + "." + SELECTED;
        link.setAttribute("aria-label", what[0].toUpperCase() + what.slice(1) + " to this view");
        link.value = text;
        refused.hidden = false;
        link.focus();
        link.select();
    }

    /* Whoever opens the link is told when the data have changed since. */
    function shared() {
        const address = new URL(window.location.href);
        address.searchParams.set("data", document.getElementById("main").dataset.digest);
        return address.href;
    }

    /* Without https, and from another machine, there is no clipboard. */
    function copied(text) {
        return navigator.clipboard
            ? navigator.clipboard.writeText(text)
            : Promise.reject(new Error("no clipboard"));
    }

    function attribute(text) {
        return text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
    }

    /* The present view in a page of another's, where the server lets it be framed. */
    document.addEventListener("click", function (event) {
        if (!event.target.closest("[data-iframe]")) {
            return;
        }
        if (document.querySelector(".file-bar")) {
            say("Only this browser has the opened file: save it as a study folder and serve that to embed it.");
            return;
        }
        const about = ' title="' + attribute(document.title) + '" width="100%" height="900"';
        const frame = '<iframe src="' + attribute(shared()) + '"' + about + ' style="border:0" loading="lazy"></iframe>';
        copied(frame).then(
            () => say("The line is copied: put it into the HTML of your page."),
            () => byHand(frame, "line for an iframe")
        );
    });
    document.body.append(refused);

    window.escalation = {
        make: make,
        byHand: byHand,
        copied: copied,
        shared: shared,
        report: function (kind, mark) {
            say("Making the report \u2026", 0);
            const asked = new URLSearchParams({ kind: kind, search: location.search, mark: mark || "" });
            fetch("report?" + asked, { method: "POST", headers: HEADERS })
                .then((reply) => reply.json())
                .then(function (begun) {
                    if (begun.error) {
                        say(begun.error);
                        return;
                    }
                    const address = "report/" + begun.token;
                    making.add(address);
                    keepAsking(address, true);
                })
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
