/* Views that the reader has named: kept by this browser alone, for each study its own, and sent nowhere. */
(function () {
    "use strict";
    const MOST = 50;
    const LONGEST = 80;
    const REFUSED =
        "This browser lets the page keep nothing, so views cannot be saved here: copy the link instead.";
    const make = window.escalation.make;

    function key() {
        return "escalation views of " + document.getElementById("main").dataset.study;
    }

    /* The views as they are kept; null where the browser refuses, or holds something else. */
    function kept() {
        try {
            const found = JSON.parse(window.localStorage.getItem(key()) || "[]");
            const fits = (one) => one && typeof one.name === "string" && typeof one.search === "string";
            return Array.isArray(found) ? found.filter(fits) : [];
        } catch (error) {
            return error instanceof SyntaxError ? [] : null;
        }
    }

    function keep(views) {
        try {
            window.localStorage.setItem(key(), JSON.stringify(views));
            return true;
        } catch (error) {
            /* Refused, or full. */
            return false;
        }
    }

    /* What the page shows, without what only a shared link says. */
    function here() {
        const parts = new URLSearchParams(window.location.search);
        parts.delete("data");
        return parts.toString();
    }

    function named(text) {
        return text.trim().replace(/\s+/g, " ");
    }

    const list = make("ul");
    const name = make("input", { id: "saved-name", type: "text", autocomplete: "off" });
    const button = make("button", { type: "submit", className: "quiet", textContent: "Save this view" });
    const label = make("label", { htmlFor: name.id, textContent: "Name of this view" });
    const form = make("form", {}, [label, name, button]);
    const said = make("p");
    said.setAttribute("role", "status");
    const about = make("p", { textContent: "Kept by this browser only; nothing is sent." });

    function say(words, undo) {
        said.replaceChildren(words);
        if (undo) {
            const back = make("button", { type: "button", className: "quiet", textContent: "Undo" });
            back.addEventListener("click", undo);
            said.append(" ", back);
        }
    }

    /* A name that a view can have, or why it cannot. */
    function wrong(text, views) {
        if (!text) {
            return "Give the view a name.";
        }
        if (text.length > LONGEST) {
            return "A name has at most " + LONGEST + " characters; this one has " + text.length + ".";
        }
        return views.some((one) => one.name === text) ? "There is a view of this name: choose another." : "";
    }

    function store(views, words, undo) {
        if (!keep(views)) {
            say(REFUSED);
            return false;
        }
        show();
        say(words, undo);
        return true;
    }

    function remove(view) {
        const before = kept() || [];
        const rest = before.filter((one) => one.name !== view.name);
        store(rest, "Removed \u201c" + view.name + "\u201d.", () => store(before, "\u201c" + view.name + "\u201d is back."));
        name.focus();
    }

    function rename(view, entry) {
        const input = make("input", { type: "text", value: view.name });
        input.setAttribute("aria-label", "New name of " + view.name);
        const take = make("button", { type: "submit", className: "quiet", textContent: "Rename" });
        const change = make("form", {}, [input, take]);
        change.addEventListener("submit", function (event) {
            event.preventDefault();
            const text = named(input.value);
            const views = kept() || [];
            const why = text === view.name ? "" : wrong(text, views);
            if (why) {
                say(why);
                input.focus();
                return;
            }
            const next = views.map((one) => (one.name === view.name ? { name: text, search: one.search } : one));
            store(next, "Now called \u201c" + text + "\u201d.", () => store(views, "Called \u201c" + view.name + "\u201d again."));
        });
        input.addEventListener("keydown", (event) => event.key === "Escape" && show());
        entry.replaceChildren(change);
        input.select();
    }

    function entryOf(view) {
        const link = make("a", { href: view.search ? "?" + view.search : window.location.pathname, textContent: view.name });
        link.addEventListener("click", function (event) {
            if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
                event.preventDefault();
                window.escalation.go(new URLSearchParams(view.search));
            }
        });
        const entry = make("li", {}, [link]);
        [
            ["Rename", () => rename(view, entry)],
            ["Remove", () => remove(view)],
        ].forEach(function ([text, act]) {
            const one = make("button", { type: "button", className: "quiet", textContent: text });
            one.setAttribute("aria-label", text + " the saved view " + view.name);
            one.addEventListener("click", act);
            entry.append(one);
        });
        return entry;
    }

    function show() {
        const views = kept();
        list.replaceChildren(...(views || []).map(entryOf));
        /* An empty list is none to a screen reader. */
        list.hidden = !views || !views.length;
        form.hidden = views === null;
        about.hidden = views === null;
        say(views === null ? REFUSED : "");
    }

    form.addEventListener("submit", function (event) {
        event.preventDefault();
        const text = named(name.value);
        const views = kept() || [];
        const full = views.length >= MOST ? "At most " + MOST + " views are kept: remove one first." : "";
        const why = full || wrong(text, views);
        if (why) {
            say(why);
            name.focus();
        } else if (store(views.concat({ name: text, search: here() }), "Saved \u201c" + text + "\u201d.")) {
            name.value = "";
        }
    });

    /* The fold is the page's own; what is in it comes with its first opening. */
    document.addEventListener(
        "toggle",
        function (event) {
            const place = event.target.open && event.target.querySelector("#saved-views");
            if (place) {
                if (!place.firstChild) {
                    place.append(list, form, said, about);
                }
                show();
            }
        },
        true
    );
    /* Saved in another window of the browser. */
    window.addEventListener("storage", (event) => list.isConnected && event.key === key() && show());
})();
