// What to do about each way in which a job can fail.

const ADVICE = {
  DEADLINE: "It was not done in the time that was set for it. Give it a longer deadline or a higher priority, or add workers.",
  MODEL_NOT_FOUND: "The model or version is not there any more. Choose another and run it again.",
  CHECKPOINT_UNREADABLE: "The model's weights are missing or damaged in the store. An operator can point its alias at an earlier version, or import it anew.",
  MODEL_MISMATCH: "The model was made for puzzles of another size or kind. Choose one that fits this puzzle.",
  INVALID_SPEC: "What is named above cannot be carried out. Edit it and run it again.",
  DATASET_UNAVAILABLE: "The data set could not be read or made. See that it is still there, then run it again.",
  TRAINING_DIVERGED: "The loss became infinite. Try a lower learning rate, or clip more.",
  OUT_OF_MEMORY: "The device has too little memory for this. Try a smaller batch or fewer slots, then run it again.",
  DEVICE_FAILED: "The device failed. If it happens again, drain this worker and look at its log.",
  UNRECORDABLE: "The outcome holds what the database refuses. This is a fault of the worker: report the message.",
  STORAGE_UNAVAILABLE: "A store or broker was out of reach. Run it again once it is back.",
  INTERNAL: "A fault of this program. The worker's log tells more; running it again may help.",
  QUARANTINED: "It ended its worker each time it ran alone. An operator can release it, once what is wrong is known, or cancel it.",
};

/** Words for a failure's code. */
export const advice = (code) => ADVICE[code] ?? "The message above says what is known.";
