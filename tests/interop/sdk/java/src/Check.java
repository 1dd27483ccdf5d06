import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sts.StsClient;

/** Checks of the AWS SDK for Java 2: a line for each, NAME ok|FAIL DETAIL. Arguments: none. */
public final class Check {
  private static final String BUCKET = "sdk-bucket";

  private static void say(String name, boolean ok, Object detail) {
    String text = String.valueOf(detail).replace('\n', ' ');
    System.out.printf("%-22s %-4s %s%n", name, ok ? "ok" : "FAIL", text);
  }

  private static <T> T good(String name, Supplier<T> call) {
    try {
      T value = call.get();
      say(name, true, "");
      return value;
    } catch (RuntimeException e) {
      say(name, false, e);
      return null;
    }
  }

  private static void bad(String name, int status, String code, Supplier<?> call) {
    try {
      say(name, false, "no error, but " + call.get());
    } catch (AwsServiceException e) {
      String got = e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode();
      say(name, e.statusCode() == status && (code.isEmpty() || code.equals(got)), e.statusCode() + " " + e.getMessage());
    } catch (RuntimeException e) {
      say(name, false, e);
    }
  }

  private static void same(String name, Object wanted, Object got) {
    say(name, wanted.equals(got), got);
  }

  public static void main(String[] arguments) {
    var http = UrlConnectionHttpClient.builder();
    try (var sts = StsClient.builder().httpClientBuilder(http).build();
        var iam = IamClient.builder().httpClientBuilder(http).build();
        var secrets = SecretsManagerClient.builder().httpClientBuilder(http).build();
        var s3 = S3Client.builder().httpClientBuilder(http).forcePathStyle(true).build()) {
      same("whoami", true, sts.getCallerIdentity().arn().contains(":assumed-role/sdk-web/"));
      bad("sts denied", 403, "AccessDenied",
          () -> sts.assumeRole(r -> r.roleArn(System.getenv("FX_CHAIN")).roleSessionName("ss")));
      secrets(secrets);
      objects(s3);
      conditions(s3);
      presigned(s3);
      roles(iam);
    }
  }

  private static void secrets(SecretsManagerClient client) {
    var one = good("secret allowed", () -> client.getSecretValue(r -> r.secretId("app/one")));
    same("secret value", "value of app/one", one == null ? "" : one.secretString());
    bad("secret denied", 400, "AccessDeniedException", () -> client.getSecretValue(r -> r.secretId("other/denied")));
    bad("secret not found", 400, "ResourceNotFoundException", () -> client.getSecretValue(r -> r.secretId("app/none")));
    var batch = good("batch",
        () -> client.batchGetSecretValue(r -> r.secretIdList("app/one", "other/denied", "app/none")));
    same("batch values", 1, batch == null ? 0 : batch.secretValues().size());
    same("batch errors", 2, batch == null ? 0 : batch.errors().size());
    long listed = client.listSecretsPaginator(r -> r.maxResults(5)).stream().mapToInt(p -> p.secretList().size()).sum();
    say("list secrets", listed >= 25, listed);
    String name = "tmp/java-" + System.nanoTime();
    var bytes = SdkBytes.fromByteArray(new byte[] {0, (byte) 255, 1});
    good("secret create", () -> client.createSecret(r -> r.name(name).secretBinary(bytes)));
    same("secret bytes", bytes, client.getSecretValue(r -> r.secretId(name)).secretBinary());
    bad("secret exists", 400, "ResourceExistsException", () -> client.createSecret(r -> r.name(name).secretString("y")));
    good("secret update", () -> client.putSecretValue(r -> r.secretId(name).secretString("two")));
    same("secret previous", bytes,
        client.getSecretValue(r -> r.secretId(name).versionStage("AWSPREVIOUS")).secretBinary());
    good("secret delete", () -> client.deleteSecret(r -> r.secretId(name).forceDeleteWithoutRecovery(true)));
  }

  private static String read(S3Client client, String key, String range) {
    return client.getObjectAsBytes(r -> r.bucket(BUCKET).key(key).range(range)).asUtf8String();
  }

  private static void objects(S3Client client) {
    good("s3 put default", () -> client.putObject(r -> r.bucket(BUCKET).key("java/default"), RequestBody.fromString("hello")));
    same("s3 get default", "hello", read(client, "java/default", null));
    var big = new byte[200_000];
    Arrays.fill(big, (byte) 'z');
    for (var algorithm : List.of(ChecksumAlgorithm.CRC32, ChecksumAlgorithm.SHA1, ChecksumAlgorithm.SHA256)) {
      good("s3 put " + algorithm, () -> client.putObject(
          r -> r.bucket(BUCKET).key("java/" + algorithm).checksumAlgorithm(algorithm), RequestBody.fromBytes(big)));
    }
    same("s3 get checked", big.length, client.getObjectAsBytes(
        r -> r.bucket(BUCKET).key("java/SHA256").checksumMode("ENABLED")).asByteArray().length);
    for (String body : new String[] {"", "x", ""}) {
      good("s3 empty, then next",
          () -> client.putObject(r -> r.bucket(BUCKET).key("java/empty"), RequestBody.fromString(body)));
    }
    good("s3 copy", () -> client.copyObject(r -> r.sourceBucket(BUCKET).sourceKey("java/default")
        .destinationBucket(BUCKET).destinationKey("java/copy")));
    same("s3 copied", "hello", read(client, "java/copy", null));
    multipart(client);
    var deleted = good("s3 delete objects", () -> client.deleteObjects(r -> r.bucket(BUCKET).delete(
        d -> d.objects(ObjectIdentifier.builder().key("java/SHA1").build(), ObjectIdentifier.builder().key("java/none").build()))));
    same("s3 deleted", 2, deleted == null ? 0 : deleted.deleted().size());
    same("s3 list paging", 25L, client.listObjectsV2Paginator(
        r -> r.bucket(BUCKET).prefix("page/").maxKeys(10)).contents().stream().count());
    good("s3 waiter", () -> client.waiter().waitUntilObjectExists(r -> r.bucket(BUCKET).key("java/default")));
  }

  private static void multipart(S3Client client) {
    String upload = client.createMultipartUpload(r -> r.bucket(BUCKET).key("java/multi")).uploadId();
    var parts = new ArrayList<CompletedPart>();
    for (int i = 1; i <= 3; i++) {
      int number = i;
      var body = RequestBody.fromBytes(new byte[i == 3 ? 1000 : 5 << 20]);
      String tag = client.uploadPart(r -> r.bucket(BUCKET).key("java/multi").uploadId(upload).partNumber(number), body).eTag();
      parts.add(CompletedPart.builder().partNumber(i).eTag(tag).build());
    }
    good("s3 multipart", () -> client.completeMultipartUpload(
        r -> r.bucket(BUCKET).key("java/multi").uploadId(upload).multipartUpload(m -> m.parts(parts))));
    same("s3 multipart size", (10L << 20) + 1000,
        client.headObject(r -> r.bucket(BUCKET).key("java/multi")).contentLength());
  }

  private static void conditions(S3Client client) {
    String tag = client.headObject(r -> r.bucket(BUCKET).key("java/default")).eTag();
    same("s3 range", "ell", read(client, "java/default", "bytes=1-3"));
    bad("s3 not modified", 304, "", () -> client.getObjectAsBytes(
        r -> r.bucket(BUCKET).key("java/default").ifNoneMatch(tag)));
    bad("s3 if-none-match", 412, "PreconditionFailed", () -> client.putObject(
        r -> r.bucket(BUCKET).key("java/default").ifNoneMatch("*"), RequestBody.fromString("x")));
    bad("s3 if-match", 412, "PreconditionFailed", () -> client.putObject(
        r -> r.bucket(BUCKET).key("java/default").ifMatch("\"0123\""), RequestBody.fromString("x")));
    bad("s3 copy if-match", 412, "PreconditionFailed", () -> client.copyObject(r -> r.sourceBucket(BUCKET)
        .sourceKey("java/default").destinationBucket(BUCKET).destinationKey("java/copy").copySourceIfMatch("\"0\"")));
    bad("s3 no such key", 404, "NoSuchKey", () -> client.getObjectAsBytes(r -> r.bucket(BUCKET).key("java/none")));
    bad("s3 head missing", 404, "", () -> client.headObject(r -> r.bucket(BUCKET).key("java/none")));
    bad("s3 no such bucket", 404, "NoSuchBucket", () -> client.listObjectsV2(r -> r.bucket("sdk-missing")));
    bad("s3 denied", 403, "AccessDenied",
        () -> client.putObject(r -> r.bucket("foreign").key("k"), RequestBody.fromString("x")));
    bad("s3 bad range", 416, "InvalidRange", () -> read(client, "java/default", "bytes=100-200"));
  }

  private static void presigned(S3Client client) {
    var path = S3Configuration.builder().pathStyleAccessEnabled(true).build();
    try (var signer = S3Presigner.builder().serviceConfiguration(path).build()) {
      var get = signer.presignGetObject(p -> p.signatureDuration(Duration.ofMinutes(5))
          .getObjectRequest(r -> r.bucket(BUCKET).key("java/default")));
      same("s3 presigned get", "200 hello", fetch(HttpRequest.newBuilder(URI.create(get.url().toString())).GET().build()));
      var put = signer.presignPutObject(p -> p.signatureDuration(Duration.ofMinutes(5))
          .putObjectRequest(r -> r.bucket(BUCKET).key("java/presigned")));
      same("s3 presigned put", "200 ", fetch(HttpRequest.newBuilder(URI.create(put.url().toString()))
          .PUT(HttpRequest.BodyPublishers.ofString("by url")).build()));
      same("s3 presigned body", "by url", read(client, "java/presigned", null));
    }
  }

  private static String fetch(HttpRequest request) {
    try {
      var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    } catch (Exception e) {
      return e.toString();
    }
  }

  private static void roles(IamClient client) {
    String name = "java-" + System.nanoTime();
    String trust = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\","
        + "\"Principal\":{\"Service\":\"ec2.amazonaws.com\"}}]}";
    good("iam create role", () -> client.createRole(r -> r.roleName(name).path("/tmp/").assumeRolePolicyDocument(trust)));
    var role = good("iam get role", () -> client.getRole(r -> r.roleName(name)).role());
    say("iam dates", role != null && role.createDate().isAfter(Instant.now().minusSeconds(60)), role);
    good("iam waiter", () -> client.waiter().waitUntilRoleExists(r -> r.roleName(name)));
    long roles = client.listRolesPaginator(r -> r.maxItems(1)).roles().stream().count();
    say("iam list paging", roles >= 3, roles);
    bad("iam exists", 409, "EntityAlreadyExists",
        () -> client.createRole(r -> r.roleName(name).path("/tmp/").assumeRolePolicyDocument(trust)));
    good("iam delete role", () -> client.deleteRole(r -> r.roleName(name)));
    bad("iam denied", 403, "AccessDenied", () -> client.createUser(r -> r.userName("x")));
    bad("iam malformed", 400, "MalformedPolicyDocument",
        () -> client.createRole(r -> r.roleName("bad").path("/tmp/").assumeRolePolicyDocument("no json")));
  }
}
