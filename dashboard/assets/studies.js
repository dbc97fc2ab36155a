/* Several studies in one server: the theme goes along from one to the next, and the start page fills in. */
(function () {
    "use strict";
    const PAUSE = 1500;
    const page = document.documentElement;
    const system = window.matchMedia("(prefers-color-scheme: dark)");

    function chosen() {
        return new URLSearchParams(window.location.search).get("theme");
    }

    document.addEventListener("click", function (event) {
        const link = event.target.closest("a.study-link");
        if (link) {
            const there = new URL(link.href);
            there.searchParams.delete("theme");
            if (chosen()) {
                there.searchParams.set("theme", chosen());
            }
            link.href = there.href;
        }
    });

    /* Only the start page has its root beside it. */
    document.addEventListener("DOMContentLoaded", function () {
        const root = document.body.dataset.root;
        if (root === undefined) {
            return;
        }
        document.getElementById("theme").addEventListener("click", function () {
            const next = page.getAttribute("data-theme") === "dark" ? "light" : "dark";
            const there = new URL(window.location.href);
            there.searchParams.set("theme", next);
            window.history.replaceState(null, "", there);
            paint();
        });
        fill(root);
    });

    function paint() {
        const dark = chosen() === "dark" || (chosen() !== "light" && system.matches);
        page.setAttribute("data-theme", dark ? "dark" : "light");
    }

    /* What is being worked out is asked for until it is there; what stands there already is left alone. */
    function fill(root) {
        if (!document.querySelector("#studies [data-waits]")) {
            return;
        }
        window.setTimeout(function () {
            fetch(root + "/start" + window.location.search)
                .then((reply) => (reply.ok ? reply.text() : ""))
                .then(function (content) {
                    const fresh = new DOMParser().parseFromString(content, "text/html");
                    document.querySelectorAll("#studies [data-waits]").forEach(function (old) {
                        const next = fresh.getElementById(old.id);
                        if (next && !next.hasAttribute("data-waits")) {
                            old.replaceWith(next);
                        }
                    });
                })
                .catch(() => undefined)
                .then(() => fill(root));
        }, PAUSE);
    }

    if (!document.getElementById("first")) {
        paint();
        system.addEventListener("change", paint);
    }
})();
