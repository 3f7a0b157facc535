package dev.trm.gateway.hooks;

import dev.trm.gateway.access.Patience;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ResourceInfo;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Refuses events without any proof, and from addresses that brought wrong ones, unread. */
@Singleton
class HookGate {
  private final Provider<AuthenticHooks> hooks;

  @Inject
  HookGate(Provider<AuthenticHooks> hooks) {
    this.hooks = hooks;
  }

  @ServerRequestFilter(nonBlocking = true, priority = Priorities.AUTHENTICATION)
  public void check(ResourceInfo resource, RoutingContext request) {
    if (!resource.getResourceClass().equals(CiHookResource.class)) {
      return;
    }
    Patience patience = hooks.get().patience();
    patience.require(request);
    if (HookProof.read(request.request()::getHeader).isEmpty()) {
      patience.wrong(request);
      throw CiHookResource.refusal();
    }
  }
}
