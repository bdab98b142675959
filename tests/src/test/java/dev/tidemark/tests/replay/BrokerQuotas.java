package dev.tidemark.tests.replay;

import com.sun.tools.attach.VirtualMachine;
import dev.tidemark.local.LocalStack;
import dev.tidemark.local.Service;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.quota.ClientQuotaFilterComponent;

/** What a stack's broker lets clients have, and which clients it counts. */
final class BrokerQuotas {
  private final LocalStack stack;

  BrokerQuotas(LocalStack stack) {
    this.stack = stack;
  }

  /** Bytes a second that consumers may have, by client id; those whose id begins so. */
  Map<String, Double> of(String prefix) throws ExecutionException, InterruptedException {
    var rates = new TreeMap<String, Double>();
    try (Admin admin =
        Admin.create(Map.<String, Object>of("bootstrap.servers", stack.bootstrapServers()))) {
      var clients = ClientQuotaFilterComponent.ofEntityType(ClientQuotaEntity.CLIENT_ID);
      var found =
          admin.describeClientQuotas(ClientQuotaFilter.contains(List.of(clients))).entities().get();
      found.forEach(
          (entity, quotas) -> {
            String id = entity.entries().get(ClientQuotaEntity.CLIENT_ID);
            Double rate = quotas.get("consumer_byte_rate");
            if (id != null && id.startsWith(prefix) && rate != null) {
              rates.put(id, rate);
            }
          });
    }
    return rates;
  }

  /**
   * Client ids against whose own quota the broker has counted what they fetched, as its JMX says
   * it: nothing in Kafka's protocol tells a reader without a group's membership.
   */
  @SuppressWarnings("BanJNDI") // The address is that of a process which this one has started.
  Set<String> counted(String prefix) throws Exception {
    VirtualMachine broker =
        VirtualMachine.attach(Long.toString(stack.process(Service.KAFKA).pid()));
    try (JMXConnector connector =
        JMXConnectorFactory.connect(new JMXServiceURL(broker.startLocalManagementAgent()))) {
      MBeanServerConnection beans = connector.getMBeanServerConnection();
      var counted = new TreeSet<String>();
      for (ObjectName name : beans.queryNames(new ObjectName("kafka.server:type=Fetch,*"), null)) {
        String id = name.getKeyProperty("client-id");
        String plain = id == null ? "" : id.startsWith("\"") ? ObjectName.unquote(id) : id;
        if (plain.startsWith(prefix)) {
          counted.add(plain);
        }
      }
      return counted;
    } finally {
      broker.detach();
    }
  }
}
