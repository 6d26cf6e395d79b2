package io.hotupdate.sample;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;

/** Downloads a file again and again, at a rate of its own, and compares what comes. */
final class DownloadClient extends ExchangeClient {

	private final String sha256;

	private final long bytesPerSecond;

	DownloadClient(Target target, Tally tally, String path, String sha256, long bytesPerSecond) {
		super(target, tally, path, true, Duration.ofMillis(100));
		this.sha256 = sha256;
		this.bytesPerSecond = bytesPerSecond;
	}

	@Override
	void take(RawConnection.Head head) throws IOException, InterruptedException {
		MessageDigest digest = Upload.sha256();
		byte[] buffer = new byte[64 * 1024];
		InputStream body = head.body();
		long start = System.nanoTime();
		long taken = 0;
		for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
			digest.update(buffer, 0, read);
			taken += read;
			Upload.pace(start, taken, this.bytesPerSecond);
		}
		if (head.status() == 200 && !this.sha256.equals(HexFormat.of().formatHex(digest.digest()))) {
			this.tally.failed("another content, " + taken + " bytes");
		}
	}

}
