// Puzzles to begin with.

/** Sudokus by their side; of other sizes one is made. */
export const SUDOKUS = {
  4: "1.3...2..1...4.2",
  9: "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79",
};

/** Variants of Sudoku with the sizes that are made. */
export const VARIANTS = Object.entries({ jigsaw: [9, 8, 7, 6, 5], "x-sudoku": [9, 8, 6], windoku: [9], latin: [9, 8, 7, 6, 5] }).flatMap(
  ([variant, sizes]) => sizes.map((size) => `${variant} ${size}×${size}`),
);

/** An ARC task of our own: every drawing is mirrored, and blue becomes orange. */
export const TASK = {
  train: [
    { input: [[1, 0, 0], [1, 1, 0], [0, 0, 0]], output: [[0, 0, 7], [0, 7, 7], [0, 0, 0]] },
    { input: [[0, 1, 0], [3, 1, 0], [3, 0, 0]], output: [[0, 7, 0], [0, 7, 3], [0, 0, 3]] },
    { input: [[2, 2, 1], [0, 0, 1], [0, 0, 1]], output: [[7, 2, 2], [7, 0, 0], [7, 0, 0]] },
  ],
  test: [{ input: [[1, 3, 0], [1, 0, 0], [1, 2, 2]] }],
};
