/* What was asked of what follows what since this tab was opened: counted here, and nowhere else. */
(function () {
    "use strict";
    const dash = (window.dash_clientside = window.dash_clientside || {});
    const KEPT = "followed";
    const MOST = 500;
    const LINE = 0.05;

    /* By the key of a question: windows looked at, tested, below the line, and whether what was
       named was named when it was first shown. A page inside another one may keep nothing. */
    function kept() {
        try {
            return JSON.parse(window.sessionStorage.getItem(KEPT)) || {};
        } catch (refused) {
            return {};
        }
    }

    function keep(questions) {
        try {
            window.sessionStorage.setItem(KEPT, JSON.stringify(questions));
        } catch (refused) {
            return;
        }
    }

    function together(questions) {
        const number = questions.length < MOST ? questions.length : MOST + " or more";
        const [looked, tested, below] = [0, 1, 2].map((place) => questions.reduce((sum, one) => sum + one[place], 0));
        const lucky = Number((tested * LINE).toPrecision(2));
        return (
            `In this visit ${number} questions were asked, of other series, periods, filters or quiet days: ` +
            `${looked} windows, of which ${tested} can be tested. Did none answer another, about ${lucky} of them ` +
            `would show p <= ${LINE} by luck; ${below || "none"} ${below === 1 ? "does" : "do"}. ` +
            "Each question is corrected for its own windows alone."
        );
    }

    dash.visit = {
        counted: function (asked) {
            const questions = kept();
            const before = questions[asked.key];
            if (before || Object.keys(questions).length < MOST) {
                const named = before ? before[3] : asked.named;
                questions[asked.key] = [asked.looked_at, asked.tested, asked.below, named];
            }
            keep(questions);
            const all = Object.values(questions);
            const said =
                all.length > 1
                    ? together(all)
                    : "No other series, period, filter or quiet days were asked about in this visit.";
            const late = asked.named && before && before[3] !== asked.named;
            return late
                ? said + " This question had been shown in this visit before that response was named."
                : said;
        },
    };
})();
