package io.hotupdate.sample;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Takes uploads as they stream in, and gives them back. */
@RestController
class FileController {

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

	private final Path folder;

	FileController(OrderDeskProperties properties) {
		this.folder = properties.files();
	}

	@PutMapping("/files/{name}")
	Upload upload(@PathVariable String name, InputStream body) throws IOException, NoSuchAlgorithmException {
		requireName(name);
		Files.createDirectories(this.folder);
		Path partial = Files.createTempFile(this.folder, ".upload-", null);
		try {
			DigestInputStream content = new DigestInputStream(body, MessageDigest.getInstance("SHA-256"));
			long bytes = Files.copy(content, partial, StandardCopyOption.REPLACE_EXISTING);
			Files.move(partial, this.folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
			return new Upload(name, bytes, HexFormat.of().formatHex(content.getMessageDigest().digest()));
		}
		finally {
			Files.deleteIfExists(partial);
		}
	}

	@GetMapping("/files/{name}")
	Resource download(@PathVariable String name) {
		requireName(name);
		Resource file = new FileSystemResource(this.folder.resolve(name));
		if (!file.exists()) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such file");
		}
		return file;
	}

	private static void requireName(String name) {
		if (!NAME.matcher(name).matches()) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST,
					"The file name may hold letters, digits, '.', '_' and '-' only");
		}
	}

	record Upload(String name, long bytes, String sha256) {
	}

}
