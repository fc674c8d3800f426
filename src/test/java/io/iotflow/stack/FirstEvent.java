package io.iotflow.stack;

import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** The first event of a stream that does not end by itself; the caller goes then. */
final class FirstEvent implements BodySubscriber<String> {

    private final CompletableFuture<String> body = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private Flow.Subscription subscription;

    private FirstEvent() {}

    /** All of any other answer. */
    static BodyHandler<String> orAll() {
        return answer -> answer.headers()
                        .firstValue("Content-Type")
                        .filter(it -> it.startsWith("text/event-stream"))
                        .isPresent()
                ? new FirstEvent()
                : BodySubscribers.ofString(StandardCharsets.UTF_8);
    }

    @Override
    public CompletionStage<String> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        buffers.forEach(it -> text.append(StandardCharsets.UTF_8.decode(it)));
        if (text.indexOf("\n\n") >= 0) {
            subscription.cancel();
            body.complete(text.toString());
        } else {
            subscription.request(1);
        }
    }

    @Override
    public void onError(Throwable failure) {
        body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        body.complete(text.toString());
    }
}
