/** Tables of RFC 6716 that the loudness of Opus needs; the numbers are the standard's. */

/**
 * Pairs for each band: how often its energy is as predicted, of 256, and how fast other values grow
 * rare, of 256 (4.3.2.1). For frames of 2.5, 5, 10 and 20 ms, each predicted from the last frame and
 * not.
 */
export const ENERGY_MODELS: readonly Uint8Array[] = [
  new Uint8Array([
    72, 127, 65, 129, 66, 128, 65, 128, 64, 128, 62, 128, 64, 128, 64, 128, 92, 78, 92, 79, 92, 78,
    90, 79, 116, 41, 115, 40, 114, 40, 132, 26, 132, 26, 145, 17, 161, 12, 176, 10, 177, 11,
  ]),
  new Uint8Array([
    24, 179, 48, 138, 54, 135, 54, 132, 53, 134, 56, 133, 55, 132, 55, 132, 61, 114, 70, 96, 74, 88,
    75, 88, 87, 74, 89, 66, 91, 67, 100, 59, 108, 50, 120, 40, 122, 37, 97, 43, 78, 50,
  ]),
  new Uint8Array([
    83, 78, 84, 81, 88, 75, 86, 74, 87, 71, 90, 73, 93, 74, 93, 74, 109, 40, 114, 36, 117, 34, 117,
    34, 143, 17, 145, 18, 146, 19, 162, 12, 165, 10, 178, 7, 189, 6, 190, 8, 177, 9,
  ]),
  new Uint8Array([
    23, 178, 54, 115, 63, 102, 66, 98, 69, 99, 74, 89, 71, 91, 73, 91, 78, 89, 86, 80, 92, 66, 93,
    64, 102, 59, 103, 60, 104, 60, 117, 52, 123, 44, 138, 35, 133, 31, 97, 38, 77, 45,
  ]),
  new Uint8Array([
    61, 90, 93, 60, 105, 42, 107, 41, 110, 45, 116, 38, 113, 38, 112, 38, 124, 26, 132, 27, 136, 19,
    140, 20, 155, 14, 159, 16, 158, 18, 170, 13, 177, 10, 187, 8, 192, 6, 175, 9, 159, 10,
  ]),
  new Uint8Array([
    21, 178, 59, 110, 71, 86, 75, 85, 84, 83, 91, 66, 88, 73, 87, 72, 92, 75, 98, 72, 105, 58, 107,
    54, 115, 52, 114, 55, 112, 56, 129, 51, 132, 40, 150, 33, 140, 29, 98, 35, 77, 42,
  ]),
  new Uint8Array([
    42, 121, 96, 66, 108, 43, 111, 40, 117, 44, 123, 32, 120, 36, 119, 33, 127, 33, 134, 34, 139,
    21, 147, 23, 152, 20, 158, 25, 154, 26, 166, 21, 173, 16, 184, 13, 184, 10, 150, 13, 139, 15,
  ]),
  new Uint8Array([
    22, 178, 63, 114, 74, 82, 84, 83, 92, 82, 103, 62, 96, 72, 96, 67, 101, 73, 107, 72, 113, 55,
    118, 52, 125, 52, 118, 52, 117, 55, 135, 49, 137, 39, 157, 32, 145, 29, 97, 33, 77, 40,
  ]),
];

/**
 * What is added to the coded energy of a band, in doublings of the amplitude: the mean that is taken
 * off before coding, and what the emphasis of high frequencies (4.3.7.2: 1 − 0.85 z⁻¹) took off the
 * band's middle.
 */
export const BAND_OFFSETS = [
  9.17, 8.94, 8.38, 7.85, 7.5, 7.13, 6.71, 6.47, 6.8, 6.41, 6.09, 5.8, 6.02, 5.51, 4.97, 4.93, 4.58,
  4.61, 4.49, 3.91, 2.99,
];

/** Energies where few bits are left; also the shape of the post-filter, which has the same. */
export const SMALL_ENERGIES = new Uint8Array([2, 1, 0]);

/** Weights of the prediction of the sides from the middle (4.2.7.1). */
export const STEREO_WEIGHTS = new Uint8Array([
  249, 247, 246, 245, 244, 234, 210, 202, 201, 200, 197, 174, 82, 59, 56, 55, 54, 46, 22, 12, 11,
  10, 9, 7, 0,
]);

/** Whether the middle alone is coded (4.2.7.2). */
export const MIDDLE_ONLY = new Uint8Array([64, 0]);

/** Kinds of a frame without activity (4.2.7.3). */
export const INACTIVE_KINDS = new Uint8Array([230, 0]);

/** Kinds of a frame with activity. */
export const ACTIVE_KINDS = new Uint8Array([232, 158, 10, 0]);

/** The upper bits of a gain for frames that are inactive, unvoiced and voiced (4.2.7.4). */
export const GAINS: readonly Uint8Array[] = [
  new Uint8Array([224, 112, 44, 15, 3, 2, 1, 0]),
  new Uint8Array([254, 237, 192, 132, 70, 23, 4, 0]),
  new Uint8Array([255, 252, 226, 155, 61, 11, 2, 0]),
];

/** Differences between the gains of a frame (4.2.7.4). */
export const DELTA_GAINS = new Uint8Array([
  250, 245, 234, 203, 71, 50, 42, 38, 35, 33, 31, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18,
  17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0,
]);
