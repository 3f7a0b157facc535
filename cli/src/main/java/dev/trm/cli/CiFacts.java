package dev.trm.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a CI says in its environment of the commit that it runs for. */
record CiFacts(
    @Nullable String repository,
    @Nullable String ref,
    @Nullable String commit,
    @Nullable String actor,
    @Nullable String url) {

  /** GitHub Actions', GitLab CI's, or nothing. */
  static CiFacts of(Map<String, String> environment) {
    if ("true".equals(environment.get("GITHUB_ACTIONS"))) {
      String repository = environment.get("GITHUB_REPOSITORY");
      String server = environment.get("GITHUB_SERVER_URL");
      String run = environment.get("GITHUB_RUN_ID");
      return new CiFacts(
          repository,
          environment.get("GITHUB_REF"),
          environment.get("GITHUB_SHA"),
          environment.get("GITHUB_ACTOR"),
          server == null || run == null
              ? null
              : server + "/" + repository + "/actions/runs/" + run);
    }
    if ("true".equals(environment.get("GITLAB_CI"))) {
      String tag = environment.get("CI_COMMIT_TAG");
      String name = environment.get("CI_COMMIT_REF_NAME");
      return new CiFacts(
          environment.get("CI_PROJECT_PATH"),
          tag != null ? "refs/tags/" + tag : name == null ? null : "refs/heads/" + name,
          environment.get("CI_COMMIT_SHA"),
          environment.get("GITLAB_USER_LOGIN"),
          environment.get("CI_PIPELINE_URL"));
    }
    return new CiFacts(null, null, null, null, null);
  }

  /** These, but for what somebody said otherwise. */
  CiFacts but(@Nullable String repository, @Nullable String ref, @Nullable String commit) {
    return new CiFacts(
        repository == null ? this.repository : repository,
        ref == null ? this.ref : ref,
        commit == null ? this.commit : commit,
        actor,
        url);
  }

  /** Writes what is known into a wish for a run. */
  void into(ObjectNode wish) {
    put(wish, "repository", repository);
    put(wish, "ref", ref);
    put(wish, "commit", commit);
    put(wish, "actor", actor);
    put(wish, "url", url);
  }

  private static void put(ObjectNode wish, String name, @Nullable String value) {
    if (value != null && !value.isBlank()) {
      wish.put(name, value);
    }
  }
}
