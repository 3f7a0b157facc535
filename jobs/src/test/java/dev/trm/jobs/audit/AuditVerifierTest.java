package dev.trm.jobs.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.management.ThreadMXBean;
import dev.trm.audit.Anchor;
import dev.trm.audit.Finding;
import dev.trm.audit.Finding.Kind;
import dev.trm.audit.InclusionProof;
import dev.trm.audit.Leaf;
import dev.trm.audit.MerkleTree;
import dev.trm.audit.SigningKey;
import dev.trm.jobs.Failure;
import dev.trm.jobs.FailureCode;
import dev.trm.jobs.HaltMode;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.TestSources;
import dev.trm.jobs.TraceLevel;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.gate.ModelPolicy;
import dev.trm.jobs.gate.PromotionRight;
import dev.trm.jobs.schedule.CronTime;
import dev.trm.jobs.schedule.Overlap;
import dev.trm.jobs.schedule.SchedulePlan;
import dev.trm.jobs.store.ApiKey;
import dev.trm.jobs.store.ApiKeyLimits;
import dev.trm.jobs.store.ApiKeys;
import dev.trm.jobs.store.AuditLog;
import dev.trm.jobs.store.CheckpointRow;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.Outcome;
import dev.trm.jobs.store.Partitions;
import dev.trm.jobs.store.PostgresJobStore;
import dev.trm.jobs.store.PostgresModelRegistry;
import dev.trm.jobs.store.PostgresRunStore;
import dev.trm.jobs.store.PromotionDecision;
import dev.trm.jobs.store.RetryPolicy;
import dev.trm.jobs.store.RunStore;
import dev.trm.jobs.store.Schedules;
import dev.trm.jobs.store.Sweeps;
import dev.trm.jobs.store.TestDatabase;
import dev.trm.jobs.store.TraceCycle;
import dev.trm.jobs.sweep.SweepPlan;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Plants what somebody with all rights on the database could do, and looks whether it is found. */
class AuditVerifierTest {
  /** As somebody would who knows how to switch the triggers off. */
  private static final String AS_SUPERUSER = "SET session_replication_role = replica; ";

  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final SolveSpec SPEC =
      new SolveSpec("sudoku", "12..", "m@champion", 16, TraceLevel.FULL, HaltMode.CHECKED);

  private final SigningKey key = SigningKey.make();
  private DataSource source;
  private JobStore store;
  private AuditLog log;
  private AuditVerifier verifier;

  @BeforeEach
  void open() throws SQLException {
    source = TestDatabase.empty();
    store = new PostgresJobStore(source, new RetryPolicy(3, 2, Duration.ZERO), List.of());
    log = new AuditLog(source);
    verifier = new AuditVerifier(log, List.of(key.publicKey()));
  }

  @Test
  void javaComesToTheHashesOfTheTriggersWhateverTheTextsHold() {
    JobId odd = submit("ada|\"lovelace\"\\ \t\r\n\b\f\u0001\u007f é 数 🂡");
    Claim claim = claim(odd, "worker|1");
    store.finish(
        List.of(
            new Outcome.Failed(
                claim, new Failure(FailureCode.INVALID_SPEC, "a|b: \"c\"\\é\u2028"))));
    JobId failedOnce = submit("ada");
    store.finish(
        List.of(
            new Outcome.Failed(
                claim(failedOnce, "w"), new Failure(FailureCode.INTERNAL, "again"))));
    JobId solved = solve();
    store.cancel(submit("bob"), "bob");
    submit("waiting");
    anchor();

    assertThat(all()).isEmpty();
    assertThat(verifier.job(odd)).isEmpty();
    assertThat(store.history(solved)).hasSize(3).allMatch(event -> event.scheme() == 2);
    assertThat(store.history(solved).get(2).trace()).isNotNull();
    assertThat(verified().jobs()).isEqualTo(5);
    assertThat(verified().anchors()).isEqualTo(1);
  }

  @Test
  void chainsOfTheFirstSchemeAreStillVerified() throws SQLException {
    JobId id = submit("ada");
    // As V3's trigger wrote it.
    TestDatabase.execute(
        AS_SUPERUSER
            + "UPDATE job_event SET scheme = 1, content = NULL, hash = sha256(convert_to(concat_ws("
            + "'|', job_id, seq, extract(epoch FROM at), '', to_state, epoch, actor, '', ''),"
            + " 'UTF8')); UPDATE job SET audit_hash = (SELECT hash FROM job_event)");
    claim(id, "w");

    assertThat(verifier.job(id)).isEmpty();
    assertThat(store.history(id)).extracting(event -> event.scheme()).containsExactly(1, 2);
  }

  @Test
  void alteredEventIsFound() throws SQLException {
    JobId id = solve();
    anchor();
    tamper("UPDATE job_event SET actor = 'mallory' WHERE seq = 2");

    assertFound(Kind.EVENT_ALTERED, id, 2);
    assertThat(verifier.job(id)).hasSize(1);
  }

  @Test
  void removedEventIsFound() throws SQLException {
    JobId id = solve();
    anchor();
    tamper("DELETE FROM job_event WHERE seq = 2");

    assertFound(Kind.EVENT_REMOVED, id, 2);
  }

  @Test
  void reorderedEventsAreFound() throws SQLException {
    JobId id = solve();
    anchor();
    tamper("UPDATE job_event SET seq = CASE seq WHEN 2 THEN 3 ELSE 2 END WHERE seq IN (2, 3)");

    assertFound(Kind.EVENT_REORDERED, id, 2);
  }

  @Test
  void cutTailIsFoundByTheRow() throws SQLException {
    JobId id = solve();
    tamper("DELETE FROM job_event WHERE seq = 3");

    assertFound(Kind.TAIL_CUT, id, 3);
  }

  @Test
  void cutTailWithTheRowSetBackIsFoundByTheAnchor() throws SQLException {
    JobId id = solve();
    anchor();
    tamper(
        "DELETE FROM job_event WHERE seq = 3;"
            + " DELETE FROM trace;"
            + " UPDATE job SET events = 2, result = NULL, trace_hash = NULL, state = 'FAILED',"
            + " audit_hash = (SELECT hash FROM job_event WHERE seq = 2);"
            + " UPDATE job_event SET to_state = 'FAILED' WHERE false");

    assertFound(Kind.TAIL_CUT, id, 3);
  }

  @Test
  void setBackJobThatNowRunsIsFoundByTheAnchor() throws SQLException {
    JobId id = solve();
    anchor();
    tamper(
        "DELETE FROM job_event WHERE seq = 3;"
            + " UPDATE job SET events = 2, result = NULL, state = 'RUNNING', finished_at = NULL,"
            + " audit_hash = (SELECT hash FROM job_event WHERE seq = 2)");

    assertFound(Kind.TAIL_CUT, id, 3);
  }

  @Test
  void rewrittenChainIsFoundByTheAnchor() throws SQLException {
    JobId id = solve();
    anchor();
    // The whole chain anew, with right hashes: the last event and the row agree.
    tamper(
        "UPDATE job_event e SET actor = 'mallory', hash = sha256((SELECT hash FROM job_event"
            + " WHERE seq = 2) || convert_to(jsonb_build_array(2, job_id, seq,"
            + " (extract(epoch FROM at) * 1000000)::bigint, from_state, to_state, epoch, 'mallory',"
            + " worker, reason, encode(content, 'hex'), encode(trace, 'hex'))::text, 'UTF8'))"
            + " WHERE seq = 3;"
            + " UPDATE job SET audit_hash = (SELECT hash FROM job_event WHERE seq = 3)");

    assertThat(verifier.job(id)).extracting(Finding::kind).containsExactly(Kind.CHAIN_REWRITTEN);
    assertFound(Kind.CHAIN_REWRITTEN, id, 3);
  }

  @Test
  void alteredSpecificationResultAndTraceAreFound() throws SQLException {
    JobId id = solve();
    anchor();
    tamper(
        "UPDATE job SET spec = jsonb_set(spec, '{grid}', '\"..\"'),"
            + " result = '{\"solved\": false}';"
            + " UPDATE trace SET body = set_byte(body, 20, 7)");

    assertThat(verifier.job(id))
        .extracting(Finding::kind)
        .containsExactly(Kind.SUBMISSION_ALTERED, Kind.OUTCOME_ALTERED, Kind.TRACE_ALTERED);
  }

  @Test
  void removedTraceIsFound() throws SQLException {
    JobId id = solve();
    tamper("DELETE FROM trace");

    assertFound(Kind.TRACE_REMOVED, id, 3);
  }

  @Test
  void jobRemovedWholeIsFound() throws SQLException {
    solve();
    JobId id = solve();
    anchor();
    for (String table : List.of("job_event", "trace")) {
      tamper("DELETE FROM " + table + " WHERE job_id = '" + id + "'");
    }
    tamper("DELETE FROM job WHERE id = '" + id + "'");

    assertFound(Kind.JOB_REMOVED, id, 3);
    assertThat(all()).hasSize(1);
  }

  @Test
  void droppedPartitionIsNamed() throws SQLException {
    JobId id = solve();
    anchor();
    String partition =
        "job_event_"
            + DateTimeFormatter.ofPattern("yyyy_MM").withZone(ZoneOffset.UTC).format(Instant.now());
    TestDatabase.execute("DROP TABLE " + partition);
    try {
      assertThat(all())
          .anyMatch(
              finding ->
                  finding.kind() == Kind.PARTITION_REMOVED && finding.words().contains(partition))
          .anyMatch(finding -> id.value().equals(finding.job()));
    } finally {
      new Partitions(source).ensure();
    }
  }

  @Test
  void jobKeptOutOfTheAnchorsIsFound() throws SQLException {
    JobId id = solve();
    tamper("DELETE FROM audit_pending");
    anchor();

    assertFound(Kind.NOT_ANCHORED, id, 3);
  }

  @Test
  void alteredAndRemovedAnchorsAreFound() throws SQLException {
    for (int i = 0; i < 4; i++) {
      solve();
      anchor();
    }
    tamper("UPDATE audit_anchor SET leaves = set_byte(leaves, 30, 1) WHERE seq = 1");
    tamper(
        "UPDATE audit_anchor SET statement = replace(statement, ', 1, ', ', 2, ') WHERE seq = 2");
    tamper("DELETE FROM audit_anchor WHERE seq = 3");

    assertThat(all())
        .extracting(Finding::kind, Finding::seq)
        .contains(
            tuple(Kind.ANCHOR_ALTERED, 1L),
            tuple(Kind.ANCHOR_SIGNATURE, 2L),
            tuple(Kind.ANCHOR_REMOVED, 3L));
  }

  @Test
  void anchorOfAnotherKeyIsNotTrusted() {
    solve();
    SigningKey other = SigningKey.make();
    log.anchor(Duration.ZERO, Duration.ZERO, other.publicKey().fingerprint(), other::sign);

    assertThat(all()).extracting(Finding::kind).containsExactly(Kind.ANCHOR_KEY);
  }

  @Test
  void alteredAndCutOperatorsActionsAreFound() throws SQLException {
    for (int i = 1; i <= 3; i++) {
      TestDatabase.execute(
          "INSERT INTO operator_action (actor, action, subject, detail)"
              + " VALUES ('ada', 'queue.pause', 'solve', '{\"because\": \"x\", \"n\": 1.50}')");
    }
    anchor();
    assertThat(all()).isEmpty();
    assertThat(verified().actions()).isEqualTo(3);

    tamper("UPDATE operator_action SET actor = 'bob' WHERE seq = 2");
    assertThat(all())
        .extracting(Finding::kind, Finding::seq)
        .containsExactly(tuple(Kind.ACTION_ALTERED, 2L));

    tamper("DELETE FROM operator_action WHERE seq = 3");
    assertThat(all())
        .extracting(Finding::kind, Finding::seq)
        .contains(tuple(Kind.ACTION_REMOVED, 3L));
  }

  @Test
  void whatDecidesAnswersAndWhoMayActIsAsTheOperatorsActionsLeftIt() throws SQLException {
    registry();
    assertThat(all()).isEmpty();
    Map<String, String> deeds = new LinkedHashMap<>();
    deeds.put("UPDATE model_alias SET version = 2", "alias 'm@champion' is not as");
    deeds.put(
        "UPDATE model_version SET checkpoint_id = 'c' WHERE model || version = 'm1'",
        "version 'm@1' is not");
    deeds.put(
        "UPDATE checkpoint SET manifest = '{\"layout\": 1}' WHERE id = 'b'",
        "version 'm@2' is not as");
    deeds.put("UPDATE alias_move SET from_version = 2", "move '");
    deeds.put("UPDATE model SET owner = 'mallory' WHERE name = 'm'", "model 'm' is not as");
    deeds.put("UPDATE model SET gate = '{}' WHERE name = 'n'", "model 'n' is not as");
    deeds.put("UPDATE promotion SET promoted = true", "decision '");
    deeds.put("UPDATE api_key SET role = 'OPERATOR' WHERE name = 'sam'", "key 'sam' is not as");
    deeds.put("UPDATE api_key SET revoked_at = NULL WHERE name = 'rita'", "key 'rita' is not as");
    deeds.put(
        "UPDATE api_key SET hash = sha256('x') WHERE name = 'operator'", "key 'operator' is not");
    deeds.put(
        "INSERT INTO api_key (id, name, role, hash)"
            + " VALUES (gen_random_uuid(), 'mallory', 'OPERATOR', sha256('y'))",
        "key 'mallory' was not made by");
    deeds.put(
        "UPDATE api_key SET quotas = '{\"queuedJobs\": 1}' WHERE name = 'kim'",
        "key 'kim' is not as");
    deeds.put("UPDATE sweep SET promotion = '{\"gate\": \"always\"}'", "sweep '");
    deeds.put("DELETE FROM schedule", "schedule 'yearly' is missing");

    int found = 0;
    for (Map.Entry<String, String> deed : deeds.entrySet()) {
      tamper(deed.getKey());

      found++;
      assertThat(all())
          .as(deed.getKey())
          .hasSize(found)
          .allMatch(finding -> finding.kind() == Kind.REGISTRY_ALTERED)
          .anyMatch(finding -> finding.words().startsWith(deed.getValue()));
    }
  }

  /** One of each. */
  private void registry() throws SQLException {
    ApiKeys keys = new ApiKeys(source);
    keys.ensure("operator", ApiKey.Role.OPERATOR, "o");
    keys.ensure("operator", ApiKey.Role.OPERATOR, "o");
    ApiKeyLimits limits = new ApiKeyLimits(ApiKey.Role.SUBMITTER, null, 2, null);
    keys.make(UUID.randomUUID(), "sam", limits, "s", "s", "operator");
    keys.make(UUID.randomUUID(), "rita", limits, "r", "r", "operator");
    keys.make(UUID.randomUUID(), "kim", limits, "k", "k", "operator");
    keys.rotate(UUID.randomUUID(), "sam", "s2", "s2", Duration.ofHours(1), "operator");
    keys.limit(
        "sam",
        new ApiKeyLimits(ApiKey.Role.READER, Instant.parse("2100-01-01T00:00:00Z"), 1, 60),
        "operator");
    keys.revoke("rita", "operator");
    RunStore runs = new PostgresRunStore(source, store);
    PostgresModelRegistry models = new PostgresModelRegistry(source);
    for (String id : List.of("a", "b", "c")) {
      runs.checkpoint(new CheckpointRow(id, null, 1, false, 5, JobJson.parse("{}"), Instant.EPOCH));
    }
    models.register("m", "a", JobJson.parse("{}"), "sam");
    models.register("m", "b", JobJson.parse("{}"), "sam");
    models.register("n", "a", JobJson.parse("{}"), null);
    models.moveAlias("m", "champion", 1, "operator", null);
    models.setPolicy("m", new ModelPolicy("sam", null), "operator");
    TrainSpec spec = TrainSpec.parse(JobJson.parse("{\"model\": \"m\"}"), TestSources.NONE);
    JobId run = store.submit(List.of(NewJob.train(spec, "sam"))).get(0).id();
    models.decide(
        store.claim("t", List.of(run), JobKind.TRAIN, LEASE).get(0),
        new PromotionDecision(run.value(), "m", 2, 1, false, "worse", JobJson.parse("[]")),
        new PromotionRight.OwnRules());
    new Sweeps(source, List.of())
        .submitOnce(
            UUID.randomUUID(),
            SweepPlan.parse(
                JobJson.parse(
                    "{\"model\": \"m\", \"promotion\": {}, \"over\": {\"training.seed\": [1]}}"),
                TestSources.NONE),
            "sam",
            training -> NewJob.train(training.spec(), "sam"));
    new Schedules(source, List.of())
        .create(
            "yearly",
            new SchedulePlan(new CronTime("0 0 1 1 *", ZoneOffset.UTC), Overlap.SKIP, spec, false),
            "operator");
  }

  @Test
  void whatIsSaidToWaitForAnAnchorIsSignedOnlyIfTheJobEndedSo() throws SQLException {
    JobId ended = solve();
    JobId altered = solve();
    tamper(
        "INSERT INTO audit_pending VALUES ('00000000-0000-7000-8000-000000000001', 3, '\\xab');"
            + " UPDATE audit_pending SET hash = '\\xcd' WHERE job_id = '"
            + altered
            + "'");

    assertThat(anchor()).map(Anchor::jobs).contains(1);

    assertThat(anchored(ended).seq()).isEqualTo(1);
    assertThat(all())
        .extracting(Finding::kind, Finding::job)
        .containsExactly(
            tuple(Kind.PENDING_ALTERED, UUID.fromString("00000000-0000-7000-8000-000000000001")),
            tuple(Kind.PENDING_ALTERED, altered.value()));
  }

  @Test
  void jobsThatAFullAnchorHasNoRoomForAreInTheNextWithoutWaiting() {
    log = new AuditLog(source, 2);
    for (int i = 0; i < 5; i++) {
      solve();
    }

    List<Integer> jobs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      anchor(Duration.ofHours(1), Duration.ofHours(2)).ifPresent(made -> jobs.add(made.jobs()));
    }

    assertThat(jobs).containsExactly(2, 2, 1);
    assertThat(all()).isEmpty();
  }

  @Test
  void auditIsAppendOnly() {
    solve();
    anchor();
    for (String deed :
        List.of(
            "UPDATE job_event SET actor = 'x'",
            "DELETE FROM job_event",
            "TRUNCATE job_event",
            "UPDATE audit_anchor SET jobs = 0",
            "DELETE FROM audit_anchor",
            "TRUNCATE audit_anchor",
            "TRUNCATE operator_action")) {
      assertThatThrownBy(() -> TestDatabase.execute(deed))
          .as(deed)
          .hasMessageContaining("is append-only");
    }
  }

  @Test
  void eachJobIsInOneAnchorAndSilenceMakesOne() {
    JobId first = solve();
    assertThat(anchor()).map(Anchor::jobs).contains(1);
    JobId second = solve();
    JobId third = solve();
    assertThat(anchor()).map(Anchor::jobs).contains(2);
    assertThat(anchor(Duration.ZERO, Duration.ofHours(1))).as("nothing ended").isEmpty();
    solve();
    assertThat(anchor(Duration.ofHours(1), Duration.ofHours(1))).as("too early").isEmpty();
    assertThat(anchor(Duration.ZERO, Duration.ZERO)).map(Anchor::jobs).contains(1);
    assertThat(anchor(Duration.ZERO, Duration.ZERO)).map(Anchor::jobs).contains(0);

    assertThat(all()).isEmpty();
    assertThat(anchored(first).seq()).isEqualTo(1);
    assertThat(anchored(second).seq()).isEqualTo(2);
    assertThat(anchored(third).seq()).isEqualTo(2);
  }

  @Test
  void jobWhoseTransactionCommitsAfterAnAnchorIsInTheNext() throws SQLException {
    JobId late = submit("ada");
    try (Connection slow = source.getConnection();
        Statement statement = slow.createStatement()) {
      slow.setAutoCommit(false);
      statement.execute("UPDATE job SET state = 'CANCELLED', actor = 'slow'");
      JobId soon = solve();
      assertThat(anchor()).map(Anchor::jobs).contains(1);
      slow.commit();
      assertThat(anchored(soon).seq()).isEqualTo(1);
    }

    assertThat(anchor()).map(Anchor::jobs).contains(1);
    assertThat(anchored(late).seq()).isEqualTo(2);
    assertThat(all()).isEmpty();
  }

  @Test
  void proofOfAJobHoldsWithoutTheDatabase() {
    List<JobId> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(solve());
    }
    anchor();

    for (JobId id : ids) {
      Anchored anchored = anchored(id);
      InclusionProof proof = anchored.proof(key.publicKey().base64());
      assertThat(proof.job()).isEqualTo(id.value());
      assertThat(proof.verify()).isEmpty();
    }
  }

  /** Counted by what the thread allocates: all leaves would be 10 MB, and as objects 50. */
  @Test
  void oneJobIsVerifiedWithoutReadingItsWholeAnchor() throws SQLException {
    JobId id = solve();
    largeAnchor(id, 150_000);
    assertThat(verifier.job(id)).isEmpty();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    long before = threads.getCurrentThreadAllocatedBytes();
    assertThat(verifier.job(id)).isEmpty();
    assertThat(anchored(id).proof(key.publicKey().base64()).verify()).isEmpty();
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(allocated).isLessThan(6_000_000);
  }

  /** As the audit stores an anchor that has a job and so many others. */
  private void largeAnchor(JobId id, int others) throws SQLException {
    Leaf own = Objects.requireNonNull(log.rows(List.of(id.value())).get(id.value()));
    List<Leaf> leaves = new ArrayList<>(List.of(own));
    for (int i = 0; i < others; i++) {
      leaves.add(new Leaf(UUID.randomUUID(), 3, own.hash()));
    }
    leaves.sort(Leaf.BY_JOB);
    Anchor anchor =
        new Anchor(
            1,
            Instant.now(),
            leaves.size(),
            Anchor.rootOf(leaves),
            leaves.get(0).job(),
            leaves.get(others).job(),
            0,
            "",
            "",
            key.publicKey().fingerprint());
    ByteArrayOutputStream nodes = new ByteArrayOutputStream();
    MerkleTree.upper(leaves.stream().map(Leaf::bytes).toList()).forEach(nodes::writeBytes);
    try (Connection connection = source.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                """
                INSERT INTO audit_anchor (
                  seq, at, jobs, first_job, last_job, statement, signature, leaves, nodes)
                VALUES (1, now(), ?, ?, ?, ?, ?, ?, ?)""")) {
      insert.setInt(1, anchor.jobs());
      insert.setObject(2, anchor.first());
      insert.setObject(3, anchor.last());
      insert.setString(4, anchor.statement());
      insert.setString(5, key.sign(anchor.statement()).signature());
      insert.setBytes(6, Leaf.join(leaves));
      insert.setBytes(7, nodes.toByteArray());
      assertThat(insert.executeUpdate()).isEqualTo(1);
    }
  }

  @Test
  void oneJobWhoseAnchorWasAlteredIsFound() throws SQLException {
    List<JobId> ids = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      ids.add(solve());
    }
    anchor();
    JobId first = ids.stream().min(Comparator.comparing(JobId::toString)).orElseThrow();
    // Of the sibling of the first job's block.
    tamper("UPDATE audit_anchor SET nodes = set_byte(nodes, 33, 255 - get_byte(nodes, 33))");

    assertThat(verifier.job(first))
        .singleElement()
        .satisfies(finding -> assertThat(finding.kind()).isEqualTo(Kind.ANCHOR_ALTERED));
  }

  /** The function by which the migration made them for anchors from before. */
  @Test
  void migrationMakesTheNodesThatAnchorsComeWith() throws Exception {
    for (int jobs : new int[] {1, 2, 33}) {
      for (int i = 0; i < jobs; i++) {
        solve();
      }
      anchor();
    }
    String migration;
    try (InputStream file =
        AuditVerifierTest.class.getResourceAsStream("/db/migration/V130__anchor_nodes.sql")) {
      migration = new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
    int begin = migration.indexOf("CREATE FUNCTION pg_temp.upper_nodes");
    String function = migration.substring(begin, migration.indexOf("END $$;", begin) + 7);

    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(function);
      try (ResultSet row =
          statement.executeQuery(
              "SELECT count(*), bool_and(pg_temp.upper_nodes(leaves) = nodes) FROM audit_anchor")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getInt(1)).isEqualTo(3);
        assertThat(row.getBoolean(2)).isTrue();
      }
    }
  }

  private List<Finding> all() {
    List<Finding> findings = new ArrayList<>();
    verifier.all(Instant.EPOCH, findings::add);
    return findings;
  }

  private AuditVerifier.Verified verified() {
    return verifier.all(Instant.EPOCH, finding -> {});
  }

  private void assertFound(Kind kind, JobId id, long seq) {
    assertThat(all())
        .anySatisfy(
            finding -> {
              assertThat(finding.kind()).isEqualTo(kind);
              assertThat(finding.job()).isEqualTo(id.value());
              assertThat(finding.seq()).isEqualTo(seq);
            });
  }

  private static void tamper(String sql) throws SQLException {
    TestDatabase.execute(AS_SUPERUSER + sql);
  }

  private Anchored anchored(JobId id) {
    return new AnchorFinder(log).find(id, store.find(id).orElseThrow().queuedAt()).orElseThrow();
  }

  private Optional<Anchor> anchor() {
    return anchor(Duration.ZERO, Duration.ofHours(1));
  }

  private Optional<Anchor> anchor(Duration interval, Duration silence) {
    return log.anchor(interval, silence, key.publicKey().fingerprint(), key::sign);
  }

  private JobId submit(String submitter) {
    return store.submit(List.of(NewJob.solve(SPEC, submitter))).get(0).id();
  }

  private Claim claim(JobId id, String worker) {
    return store.claim(worker, List.of(id), JobKind.SOLVE, LEASE).get(0);
  }

  private JobId solve() {
    JobId id = submit("ada");
    TraceCycle cycle = new TraceCycle(1, new byte[] {2, 3, 4}, new byte[] {-1, 0, 127}, 2.5f, 1234);
    store.finish(
        List.of(
            new Outcome.Succeeded(
                claim(id, "w1"),
                JobJson.parse("{\"solved\": true, \"p\": 0.10, \"text\": \"é\"}"),
                List.of(cycle, cycle))));
    return id;
  }
}
