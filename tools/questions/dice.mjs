// Numbers that are the same each time (mulberry32), and choices by them.

export function dice(seed) {
    let state = seed >>> 0;
    const next = () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let x = state;
        x = Math.imul(x ^ (x >>> 15), x | 1);
        x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
        return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
    };
    const below = (n) => Math.floor(next() * n);
    return {
        below,
        pick: (list) => list[below(list.length)],
        chance: (share) => next() < share,
        // n different ones
        some(list, n) {
            const rest = [...list];
            return Array.from(
                { length: Math.min(n, rest.length) },
                () => rest.splice(below(rest.length), 1)[0],
            );
        },
    };
}
