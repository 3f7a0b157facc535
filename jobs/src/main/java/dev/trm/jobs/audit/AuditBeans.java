package dev.trm.jobs.audit;

import dev.trm.jobs.store.AuditLog;
import dev.trm.jobs.store.Exports;
import dev.trm.jobs.store.Retention;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/** Puts the audit on the application's data source and keys. */
@Dependent
class AuditBeans {
  @Produces
  @Singleton
  AuditLog auditLog(DataSource source) {
    return new AuditLog(source);
  }

  @Produces
  @Singleton
  Retention retention(DataSource source) {
    return new Retention(source);
  }

  @Produces
  @Singleton
  Exports exports(DataSource source) {
    return new Exports(source);
  }

  @Produces
  @Singleton
  AuditVerifier auditVerifier(AuditLog log, AuditKeys keys) {
    return new AuditVerifier(log, keys.trusted());
  }
}
