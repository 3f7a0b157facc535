// Who is signed in. The session itself is a cookie that no script can read.
import { get, post, remove } from "./api.js";

const RANK = { reader: 0, submitter: 1, operator: 2 };

let current = null;

/** Name and role of who is signed in; null if nobody is. */
export const session = () => current;

/** Whether who is signed in may do what needs this role. */
export const may = (role) => current !== null && RANK[current.role] >= RANK[role];

/** Asks the gateway. */
export async function resume() {
  try {
    set(await get("/session"));
  } catch (problem) {
    set(null);
    if (problem.status !== 401) {
      throw problem;
    }
  }
}

export async function signIn(key) {
  set(await post("/session", { key }));
}

export async function signOut() {
  await remove("/session");
  set(null);
}

function set(next) {
  current = next;
  dispatchEvent(new CustomEvent("trm-session"));
}

addEventListener("trm-signed-out", () => {
  if (current !== null) {
    set(null);
  }
});
