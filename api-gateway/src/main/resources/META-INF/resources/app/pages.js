import { OPERATIONS } from "./pages/operations/routes.js";

// Every page there is. To add one: its file in pages/, a line here.
//
// path: its address; :name is a part of it that the page is given. place: what it is called in the navigation, with
// icon; a page without one belongs to the place its address begins with. role: the least that it needs; others do not
// see its place. load: its file, which defines the element that is named tag.
export const PAGES = [
  { path: "/", tag: "page-solve", load: () => import("./pages/solve.js") },
  { path: "/solve", tag: "page-solve", place: "Solve", icon: "grid", load: () => import("./pages/solve.js") },
  { path: "/solve/:id", tag: "page-solution", load: () => import("./pages/solution.js") },
  { path: "/jobs", tag: "page-jobs", place: "Jobs", icon: "list", load: () => import("./pages/jobs.js") },
  { path: "/jobs/:id", tag: "page-job", load: () => import("./pages/job.js") },
  { path: "/training", tag: "page-runs", place: "Training", icon: "curve", load: () => import("./pages/runs.js") },
  { path: "/training/new", tag: "page-train", load: () => import("./pages/train.js") },
  { path: "/training/sweeps", tag: "page-sweeps", load: () => import("./pages/sweeps.js") },
  { path: "/training/sweeps/:id", tag: "page-sweep", load: () => import("./pages/sweep.js") },
  { path: "/training/:id", tag: "page-run", load: () => import("./pages/run.js") },
  { path: "/models", tag: "page-models", place: "Models", icon: "layers", load: () => import("./pages/models.js") },
  { path: "/models/:name", tag: "page-model", load: () => import("./pages/model.js") },
  ...OPERATIONS,
];
