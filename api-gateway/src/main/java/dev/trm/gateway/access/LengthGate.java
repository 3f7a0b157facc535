package dev.trm.gateway.access;

import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.UnknownRoutes;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;

/**
 * Refuses addresses and headers that are too long, and addresses with the character U+0000. HTTP
 * itself reads up to 64 KiB ({@code quarkus.http.limits}); what is longer still it refuses without
 * a body.
 */
@ApplicationScoped
public class LengthGate {
  /** After the host's name, which puts headers on every answer, and before keys. */
  private static final int BEFORE_KEYS = 1500;

  /** No name, id or value has it, PostgreSQL cannot store it, and it can be written one way. */
  private static final String NUL = "%00";

  private static final int LONGEST_ADDRESS = 4096;
  private static final int LONGEST_HEADERS = 20 << 10;

  /** Of a header: the colon, a space and the end of its line. */
  private static final int PUNCTUATION = 4;

  void register(@Observes Filters filters) {
    filters.register(LengthGate::pass, BEFORE_KEYS);
  }

  private static void pass(RoutingContext request) {
    int address = request.request().uri().length();
    if (address > LONGEST_ADDRESS) {
      UnknownRoutes.write(
          request,
          Problem.of(
              414,
              "Path and query have "
                  + address
                  + " characters; they may have up to "
                  + LONGEST_ADDRESS
                  + "."));
      return;
    }
    if (request.request().uri().contains(NUL)) {
      UnknownRoutes.write(
          request,
          Problem.of(400, "Path or query has the character U+0000, written as %00; leave it out."));
      return;
    }
    int all = 0;
    int most = 0;
    String longest = "";
    for (Map.Entry<String, String> header : request.request().headers()) {
      int length = header.getKey().length() + header.getValue().length() + PUNCTUATION;
      all += length;
      if (length > most) {
        most = length;
        longest = header.getKey();
      }
    }
    if (all > LONGEST_HEADERS) {
      UnknownRoutes.write(
          request,
          Problem.header(
                  longest,
                  "The headers have "
                      + all
                      + " characters, most of them in "
                      + longest
                      + "; they may have up to "
                      + LONGEST_HEADERS)
              .withStatus(431));
      return;
    }
    request.next();
  }
}
