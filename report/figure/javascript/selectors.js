// Which elements a selector means: path.point[data-index="0"]:not([d]) and the like, joined by
// blanks, > and commas. A selector is taken apart once.
(function (scope) {
    'use strict';

    const PART = new RegExp([
        /([#.]?)([\w-]+)/, /\[([\w-]+)(?:([\^$*~]?=)["']?(.*?)["']?)?\]/, /:not\((.*?)\)/,
        /:first-child/
    ].map((part) => part.source).join('|'), 'g');
    const compiled = new Map();

    function attributeTest(name, sign, value) {
        const fits = {
            '=': (has) => has === value,
            '^=': (has) => has.startsWith(value),
            '$=': (has) => has.endsWith(value),
            '*=': (has) => has.includes(value),
            '~=': (has) => ` ${has} `.includes(` ${value} `)
        }[sign] || (() => true);
        return (node) => {
            const has = node.getAttribute(name);
            return has !== null && fits(has);
        };
    }

    function partTest([whole, mark, name, attribute, sign, value, inner]) {
        if (mark === '#') return attributeTest('id', '=', name);
        if (mark === '.') return attributeTest('class', '~=', name);
        if (name) return (node) => node.tagName.toLowerCase() === name.toLowerCase();
        if (attribute) return attributeTest(attribute, sign, value);
        if (whole === ':first-child') {
            return (node) => !!node.parentNode && node.parentNode.children[0] === node;
        }
        const test = testOf(inner);
        return (node) => !test(node);
    }

    function simpleTest(selector) {
        const parts = Array.from(selector.matchAll(PART), partTest);
        return (node) => parts.every((part) => part(node));
    }

    // From the last step back: the element fits, and one above it fits what comes before.
    function pathTest(selector) {
        let test = null;
        let direct = false;
        for (const step of selector.match(/>|(?:[^\s>[]|\[[^\]]*\])+/g) || []) {
            if (step === '>') {
                direct = true;
                continue;
            }
            test = below(test, direct, simpleTest(step));
            direct = false;
        }
        return test || (() => false);
    }

    function below(above, direct, own) {
        if (!above) return own;
        return (node) => {
            let up = own(node) ? node.parentNode : null;
            while (up && up.nodeType === 1 && !above(up)) up = direct ? null : up.parentNode;
            return !!up && up.nodeType === 1;
        };
    }

    function testOf(selector) {
        if (!compiled.has(selector)) {
            const tests = selector.split(',').map(pathTest);
            compiled.set(selector, (node) => tests.some((test) => test(node)));
        }
        return compiled.get(selector);
    }

    function collect(node, test, all, matches) {
        for (const child of node.childNodes) {
            if (child.nodeType !== 1) continue;
            if (test(child)) matches.push(child);
            if (matches.length && !all) return;
            collect(child, test, all, matches);
        }
    }

    scope.selectors = {
        forget: () => compiled.clear(),
        matches: (node, selector) => testOf(selector)(node),
        find: (root, selector, all) => {
            const matches = [];
            collect(root, testOf(selector), all, matches);
            return matches;
        }
    };
})(globalThis);
