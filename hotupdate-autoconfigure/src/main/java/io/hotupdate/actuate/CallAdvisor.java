package io.hotupdate.actuate;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.OperationArgumentResolver;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;

/**
 * Gives the operations of {@link HotUpdateEndpointWebExtension} the whole call: all of
 * its arguments, the unknown ones too, and who calls. It must be a bean; without it every
 * call over the web is answered with 400.
 */
public final class CallAdvisor implements OperationInvokerAdvisor {

	private static final EndpointId ID = EndpointId.of("hotupdate");

	@Override
	public OperationInvoker apply(EndpointId endpointId, OperationType operationType, OperationParameters parameters,
			OperationInvoker invoker) {
		if (!ID.equals(endpointId) || parameters.stream().noneMatch((parameter) -> parameter.getType() == Call.class)) {
			return invoker;
		}
		return (context) -> invoker.invoke(withCall(context));
	}

	private static InvocationContext withCall(InvocationContext context) {
		Call call = Call.of(context);
		SecurityContext security = call.securityContext();
		return new InvocationContext(security, context.getArguments(),
				OperationArgumentResolver.of(Call.class, () -> call));
	}

}
