package io.hotupdate.background;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

import io.hotupdate.OwnerOnly;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.Lifecycle;
import org.springframework.util.ClassUtils;

/**
 * The choice of the beans with a lifecycle that only the owner runs: what consumes or
 * produces work by itself, nothing that a request may need.
 */
final class OwnerBeans {

	private static final Set<String> TYPES = Set.of(
			// JMS
			"org.springframework.jms.config.JmsListenerEndpointRegistry",
			"org.springframework.jms.listener.MessageListenerContainer",
			"org.springframework.jms.listener.AbstractJmsListeningContainer",
			// AMQP
			"org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry",
			"org.springframework.amqp.rabbit.listener.MessageListenerContainer",
			"org.springframework.amqp.listener.MessageListenerContainer",
			// Kafka
			"org.springframework.kafka.config.KafkaListenerEndpointRegistry",
			"org.springframework.kafka.listener.MessageListenerContainer",
			"org.springframework.kafka.config.StreamsBuilderFactoryBean",
			// Pulsar
			"org.springframework.pulsar.config.GenericListenerEndpointRegistry",
			"org.springframework.pulsar.config.PulsarListenerEndpointRegistry",
			"org.springframework.pulsar.config.PulsarReaderEndpointRegistry",
			"org.springframework.pulsar.listener.PulsarMessageListenerContainer",
			"org.springframework.pulsar.reader.PulsarMessageReaderContainer",
			// Redis
			"org.springframework.data.redis.listener.RedisMessageListenerContainer",
			"org.springframework.data.redis.stream.StreamMessageListenerContainer",
			// SQS
			"io.awspring.cloud.sqs.listener.MessageListenerContainerRegistry",
			"io.awspring.cloud.sqs.listener.MessageListenerContainer",
			// Spring Integration: what polls or listens outside the process
			"org.springframework.integration.endpoint.SourcePollingChannelAdapter",
			"org.springframework.integration.amqp.inbound.AmqpInboundChannelAdapter",
			"org.springframework.integration.jms.JmsMessageDrivenEndpoint",
			"org.springframework.integration.kafka.inbound.KafkaMessageDrivenChannelAdapter",
			"org.springframework.integration.mail.ImapIdleChannelAdapter",
			"org.springframework.integration.mqtt.inbound.AbstractMqttMessageDrivenChannelAdapter",
			"org.springframework.integration.redis.inbound.RedisQueueMessageDrivenEndpoint",
			// Spring Cloud Stream
			"org.springframework.cloud.stream.binding.InputBindingLifecycle",
			// Quartz
			"org.springframework.scheduling.quartz.SchedulerFactoryBean");

	private final ConfigurableListableBeanFactory beans;

	private final Set<String> included;

	private final EveryGenerationRules rules;

	OwnerBeans(ConfigurableListableBeanFactory beans, Set<String> included, EveryGenerationRules rules) {
		this.beans = beans;
		this.included = included;
		this.rules = rules;
	}

	boolean isChosen(String name, Object bean) {
		return isChosen(name, AopUtils.getTargetClass(bean));
	}

	private boolean isChosen(String name, @Nullable Class<?> type) {
		if (this.rules.isBean(name)) {
			return false;
		}
		return this.included.contains(name) || isKnown(type) || (this.beans.containsBean(name)
				&& this.beans.findAnnotationOnBean(name, OwnerOnly.class, false) != null);
	}

	private static boolean isKnown(@Nullable Class<?> type) {
		for (Class<?> one = type; one != null; one = one.getSuperclass()) {
			if (TYPES.contains(one.getName())) {
				return true;
			}
		}
		return type != null && Arrays.stream(ClassUtils.getAllInterfacesForClass(type))
			.anyMatch((one) -> TYPES.contains(one.getName()));
	}

	/** The chosen ones, without creating any. */
	List<String> names() {
		return Arrays.stream(this.beans.getBeanNamesForType(Lifecycle.class, false, false))
			.map((name) -> name.startsWith("&") ? name.substring(1) : name)
			.filter((name) -> isChosen(name, type(name)))
			.toList();
	}

	private @Nullable Class<?> type(String name) {
		return this.beans.isFactoryBean(name) ? this.beans.getType("&" + name, false) : this.beans.getType(name, false);
	}

}
