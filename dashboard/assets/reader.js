/* What a reader adds. It is part of the address: it goes into links, and the back button takes it away again. */
(function () {
    "use strict";
    const dash = window.dash_clientside;

    function go(parts) {
        const query = parts.toString();
        window.history.pushState({}, "", window.location.pathname + (query && "?" + query));
        /* As a link of Dash's own says it. */
        window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    }

    /* The scripts of this folder run in the order of their names. */
    window.escalation.go = go;

    function say(id, words) {
        dash.set_props(id, { error: words });
        return !words;
    }

    /* The events of an address by their names, such as added.1. */
    function added(parts) {
        return Array.from(parts.keys()).filter((name) => name.startsWith("added."));
    }

    function addEvent(form) {
        const [when, what] = ["added-when", "added-what"].map((id) => document.getElementById(id));
        const text = what.value.trim().replace(/\s+/g, " ");
        const days = dash.dates.daysOf(when.value);
        const parts = new URLSearchParams(window.location.search);
        const names = added(parts);
        const most = Number(form.dataset.most);
        const longest = Number(form.dataset.longest);
        const swapped = days.length === 2 && days[1] < days[0];
        const full = "A link holds " + most + " events: remove one, or save them as context.csv.";
        const long = "At most " + longest + " characters, so that the link stays short: these are " + text.length + ".";
        const dated = say("added-when", days.length ? (swapped ? "The period ends before it starts." : "") : dash.dates.ask);
        const worded = say(
            "added-what",
            !text ? "Write what happened." : text.length > longest ? long : names.length >= most ? full : ""
        );
        if (!dated || !worded) {
            (dated ? what : when).focus();
            return;
        }
        let number = 1;
        while (parts.has("added." + number)) {
            number += 1;
        }
        parts.set("added." + number, days.join(" to ") + ": " + text);
        go(parts);
        dash.set_props("added-when", { value: "" });
        dash.set_props("added-what", { value: "" });
        when.focus();
    }

    function remove(text) {
        const parts = new URLSearchParams(window.location.search);
        added(parts)
            .filter((name) => parts.get(name) === text)
            .forEach((name) => parts.delete(name));
        go(parts);
    }

    function around(event) {
        const parts = new URLSearchParams(window.location.search);
        parts.set("event", event);
        parts.set("tab", "around");
        go(parts);
    }

    document.addEventListener("click", function (event) {
        const button = event.target.closest("button");
        if (!button) {
            return;
        }
        if (button.id === "add-event") {
            addEvent(button.closest(".add-event"));
        } else if (button.dataset.remove) {
            remove(button.dataset.remove);
        } else if (button.dataset.around) {
            around(button.dataset.around);
        }
    });
    document.addEventListener("keydown", function (event) {
        const form = event.key === "Enter" && event.target.closest && event.target.closest(".add-event");
        if (form && event.target.tagName === "INPUT") {
            addEvent(form);
        }
    });
})();
