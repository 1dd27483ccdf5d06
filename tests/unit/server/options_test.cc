#include "server/options.h"

#include <gtest/gtest.h>

#include <functional>

namespace rolecall::server {
namespace {

ServeOptions Good() {
  ServeOptions options;
  options.data_dir = "/data";
  return options;
}

template <typename Change>
std::string ErrorAfter(Change change) {
  ServeOptions options = Good();
  change(options);
  Result<Settings> settings = ReadOptions(options);
  return settings.ok() ? "" : settings.error().message;
}

TEST(ServeOptions, DefaultsAreAPrivateServerOnSqlite) {
  Settings settings = ReadOptions(Good()).value();
  EXPECT_EQ(settings.host, "127.0.0.1");
  EXPECT_EQ(settings.port, 4747);
  EXPECT_EQ(settings.store, StoreKind::kSqlite);
  EXPECT_EQ(settings.partition, "aws");
  EXPECT_EQ(settings.issuers, std::vector<std::string>{"https://oidc.rolecall.internal"});
}

TEST(ServeOptions, ASignerIsASocketOfOneIssuer) {
  ServeOptions options = Good();
  options.issuers = {"https://a.example/1", "https://b.example/2"};
  options.jwt_signers = {"unix:/run/one", "unix:/run/two,issuer=https://b.example/2,uid=65532"};
  const Settings settings = ReadOptions(options).value();
  ASSERT_EQ(settings.jwt_signers.size(), 2u);
  EXPECT_EQ(settings.jwt_signers[0].path, "/run/one");
  EXPECT_EQ(settings.jwt_signers[0].issuer, "https://a.example/1");
  EXPECT_FALSE(settings.jwt_signers[0].owner.has_value());
  EXPECT_EQ(settings.jwt_signers[1].issuer, "https://b.example/2");
  EXPECT_EQ(settings.jwt_signers[1].owner, 65532u);
  for (const char* wrong : {"/run/one", "unix:one", "tcp:1", "unix:/a,uid=", "unix:/a,uid=-1", "unix:/a,b",
                            "unix:/a,issuer=https://c.example"}) {
    EXPECT_NE(ErrorAfter([&](ServeOptions& changed) { changed.jwt_signers = {wrong}; }).find("--jwt-signer"),
              std::string::npos)
        << wrong;
  }
  EXPECT_NE(ErrorAfter([](ServeOptions& changed) {
              changed.jwt_signers = {"unix:/a", "unix:/a"};
            }).find("twice"),
            std::string::npos);
}

TEST(ServeOptions, CellsNeedTheNameOfTheOwnOne) {
  const auto refusal = [](const auto& change) { return ErrorAfter(change); };
  EXPECT_EQ(refusal([](ServeOptions& o) { o.cells = "/f", o.cell = "a"; }), "");
  EXPECT_EQ(refusal([](ServeOptions& o) { o.cells = "/f"; }), "--cell: --cells and --cell go together");
  EXPECT_EQ(refusal([](ServeOptions& o) { o.cell = "a"; }), "--cells: --cells and --cell go together");
  EXPECT_EQ(refusal([](ServeOptions& o) { o.cell_cert = "/c"; }), "--cell-key: --cell-cert and --cell-key go together");
  EXPECT_EQ(refusal([](ServeOptions& o) { o.cell_cert = o.cell_key = "/c"; }), "--cell-cert: goes with --cells");
}

TEST(ServeOptions, ThePageIsForThisMachineOrForTls) {
  const auto at = [](const std::string& listen, bool tls = false) {
    return ErrorAfter([&](ServeOptions& changed) {
      changed.console = true;
      changed.listen = listen;
      if (tls) changed.tls_cert = changed.tls_key = "/f";
    });
  };
  for (const char* own : {"", "127.0.0.1:0", "[::1]:0", "localhost:0"}) EXPECT_EQ(at(own), "") << own;
  for (const char* open : {":0", "0.0.0.0:0", "10.0.0.1:0", "plane.example.com:0"}) {
    EXPECT_NE(at(open).find("--console"), std::string::npos) << open;
    EXPECT_EQ(at(open, true), "") << open;
  }
}

TEST(ServeOptions, ReadsAddresses) {
  ServeOptions options = Good();
  options.listen = "[::1]:0";
  EXPECT_EQ(ReadOptions(options)->host, "[::1]");
  options.listen = ":80";
  EXPECT_EQ(ReadOptions(options)->host, "0.0.0.0");
  for (const char* listen : {"127.0.0.1", "a:", "a:x", "a:65536", "a:-1", "::1:80"}) {
    EXPECT_NE(ErrorAfter([&](ServeOptions& changed) { changed.listen = listen; }).find("--listen"), std::string::npos)
        << listen;
  }
}

TEST(ServeOptions, ReadsClustersAndKeyRotation) {
  ServeOptions options = Good();
  options.issuers = {"https://oidc.example.test/a", "https://oidc.example.test/b"};
  Settings settings = ReadOptions(options).value();
  ASSERT_EQ(settings.clusters.size(), 1u);
  EXPECT_EQ(settings.clusters[0].cluster.name, "rolecall");
  EXPECT_EQ(settings.clusters[0].cluster.issuer, "https://oidc.example.test/a");
  EXPECT_EQ(settings.key_rotation.every.count(), 0);
  options.clusters = {"main,issuer=https://oidc.example.test/b,endpoint=https://api:6443,ca=/ca.pem,version=1.33",
                      "test"};
  options.issuer_key_rotation = "720h";
  options.issuer_algorithm = "ES384";
  options.pod_identity_listen = {"169.254.170.23:80", "[fd00:ec2::23]:80"};
  settings = ReadOptions(options).value();
  ASSERT_EQ(settings.clusters.size(), 2u);
  EXPECT_EQ(settings.clusters[0].cluster.issuer, "https://oidc.example.test/b");
  EXPECT_EQ(settings.clusters[0].cluster.endpoint, "https://api:6443");
  EXPECT_EQ(settings.clusters[0].ca_file, "/ca.pem");
  EXPECT_EQ(settings.clusters[0].cluster.version, "1.33");
  EXPECT_EQ(settings.key_rotation.every, std::chrono::hours(720));
  EXPECT_EQ(settings.key_rotation.kind, crypto::KeyKind::kP384);
  ASSERT_EQ(settings.pod_identity_listen.size(), 2u);
  EXPECT_EQ(settings.pod_identity_listen[1].host, "[fd00:ec2::23]");
  EXPECT_EQ(settings.pod_identity_listen[1].port, 80);
}

TEST(ServeOptions, NamesTheFlagThatIsWrong) {
  EXPECT_EQ(ErrorAfter([](ServeOptions&) {}), "");
  auto names = [](const char* flag, auto change) {
    EXPECT_EQ(ErrorAfter(change).find(flag), 0u) << flag << ": " << ErrorAfter(change);
  };
  names("--account-id", [](ServeOptions& o) { o.account_id = "12345678901"; });
  names("--account-id", [](ServeOptions& o) { o.account_id = "12345678901x"; });
  names("--cluster", [](ServeOptions& o) { o.clusters = {"-x"}; });
  names("--cluster", [](ServeOptions& o) { o.clusters = {"a,issuer=http://x"}; });
  names("--cluster", [](ServeOptions& o) { o.clusters = {"a,color=red"}; });
  names("--cluster", [](ServeOptions& o) { o.clusters = {"a", "a"}; });
  names("--issuer-key-rotation", [](ServeOptions& o) { o.issuer_key_rotation = "71h"; });
  names("--issuer-algorithm", [](ServeOptions& o) { o.issuer_algorithm = "HS256"; });
  names("--pod-identity-listen", [](ServeOptions& o) { o.pod_identity_listen = {"x"}; });
  names("--region", [](ServeOptions& o) { o.region = "EU west"; });
  names("--data-dir", [](ServeOptions& o) { o.data_dir = ""; });
  names("--store", [](ServeOptions& o) { o.store = "oracle://x"; });
  names("--store", [](ServeOptions& o) { o.store = "etcd://a:0"; });
  names("--store", [](ServeOptions& o) { o.store = "etcd://ann@a"; });  // and no password in the environment
  names("--store", [](ServeOptions& o) { o.store = "postgresql://a:secret@b/c"; });
  names("--store-cert", [](ServeOptions& o) { o.store = "etcd://a", o.store_key = "k"; });
  names("--follow", [](ServeOptions& o) { o.store = "etcd://a", o.follow = "https://b"; });
  names("--store-ca", [](ServeOptions& o) { o.store_ca = "ca"; });
  names("--tls-key", [](ServeOptions& o) { o.tls_cert = "a"; });
  names("--tls-cert", [](ServeOptions& o) { o.tls_key = "a"; });
  names("--oidc-keys", [](ServeOptions& o) { o.oidc_keys = {"https://a.test"}; });
  names("--oidc-keys", [](ServeOptions& o) { o.oidc_keys = {"http://a.test=/x"}; });
  names("--oidc-keys", [](ServeOptions& o) { o.oidc_keys = {"https://a.test=/x", "a.test=/y"}; });
  names("--admin-key", [](ServeOptions& o) { o.admin_key = "a:b"; });
  names("--threads", [](ServeOptions& o) { o.threads = -1; });
  names("--regions", [](ServeOptions& o) { o.regions = {"eu-west-1,,x"}; });
  names("--host", [](ServeOptions& o) { o.hosts = {"a b"}; });
  names("--host", [](ServeOptions& o) { o.hosts = {"a.test:80"}; });
  names("--host", [](ServeOptions& o) { o.hosts = {".a.test"}; });
  names("--buffer-memory", [](ServeOptions& o) { o.buffer_memory = 0; });
  names("--max-connections", [](ServeOptions& o) { o.max_connections = 0; });
  names("--max-connections-per-peer", [](ServeOptions& o) { o.max_connections_per_peer = 0; });
  names("--rate-limit", [](ServeOptions& o) { o.rate_limits = {"iam=fast"}; });
  names("--rotation-function", [](ServeOptions& o) { o.rotation_functions = {"rotate=/bin/true"}; });
  names("--trusted-peer", [](ServeOptions& o) { o.trusted_peers = {"proxy.test"}; });
  names("--store", [](ServeOptions& o) { o.store = "sqlite:x", o.ephemeral = true; });
  names("--master-key", [](ServeOptions& o) { o.store = "memory:", o.master_key = "env:KEY"; });
  names("--oidc-ca", [](ServeOptions& o) { o.oidc_ca = {"https://a.test="}; });
  names("--oidc-ca", [](ServeOptions& o) { o.oidc_ca = {"=/ca.pem"}; });
  names("--oidc-token", [](ServeOptions& o) { o.oidc_tokens = {"http://a.test=/t"}; });
  names("--oidc-token", [](ServeOptions& o) { o.oidc_tokens = {"a.test=/t", "https://a.test=/u"}; });
  names("--oidc-token", [](ServeOptions& o) { o.issuers = {"a.test"}, o.oidc_tokens = {"a.test=/t"}; });
  names("--token-review", [](ServeOptions& o) { o.token_review = true; });
}

TEST(ServeOptions, EphemeralServersTakeAnAdministrator) {
  ServeOptions options;
  options.ephemeral = true;
  options.admin_key = "test:se:cret";
  Settings settings = ReadOptions(options).value();
  EXPECT_EQ(settings.store, StoreKind::kMemory);
  EXPECT_EQ(settings.admin_key.access_key_id, "test");
  EXPECT_EQ(settings.admin_key.secret_key.Reveal(), "se:cret");
  for (const char* key : {"test", ":x", "test:", "te st:x"}) {
    options.admin_key = key;
    EXPECT_FALSE(ReadOptions(options).ok()) << key;
  }
}

TEST(ServeOptions, InLocalstacksPlaceItListensThereAndTakesItsKey) {
  ServeOptions options;
  options.localstack = options.ephemeral = true;
  Settings settings = ReadOptions(options).value();
  EXPECT_EQ(settings.host, "127.0.0.1");
  EXPECT_EQ(settings.port, 4566);
  EXPECT_EQ(settings.admin_key.access_key_id, "test");
  EXPECT_EQ(settings.admin_key.secret_key.Reveal(), "test");
  options.in_container = true;
  EXPECT_EQ(ReadOptions(options)->host, "0.0.0.0");
  options.listen = "127.0.0.1:1";
  EXPECT_EQ(ReadOptions(options)->port, 1);
}

TEST(ServeOptions, InstanceMetadataIsOfAnInstanceWithAProfile) {
  ServeOptions options = Good();
  options.imds_listen = "127.0.0.1:1338";
  options.instance_profile = "app";
  options.instance_id = "i-0123456789abcdef0";
  const Settings settings = ReadOptions(options).value();
  EXPECT_EQ(settings.imds_port, 1338);
  EXPECT_EQ(settings.instance.instance_profile, "app");
  EXPECT_EQ(settings.instance.instance_id, "i-0123456789abcdef0");
  for (const char* id : {"", "i-", "0123456789abcdef012", "i-0123456789ABCDEF0", "i-0123456789abcdef"}) {
    options.instance_id = id;
    EXPECT_EQ(ReadOptions(options).error().message.find("--instance-id"), 0u) << id;
  }
  options.instance_id = "i-0123abcd";
  EXPECT_TRUE(ReadOptions(options).ok()) << "as they were long ago";
  options.imds_listen = "nowhere";
  EXPECT_EQ(ReadOptions(options).error().message.find("--imds-listen"), 0u);
  options.imds_listen = "";
  EXPECT_EQ(ReadOptions(options).error().message.find("--instance-profile"), 0u);
}

// Whoever gives out permissions must be who enforces them.
TEST(ServeOptions, IdentityIsNeverForwarded) {
  ServeOptions options = Good();
  options.forward = {"sqs=http://127.0.0.1:9324"};
  options.forward_credentials = "id:secret";
  options.forward_timeout = "5m";
  const Settings settings = ReadOptions(options).value();
  EXPECT_EQ(settings.forward_credentials.access_key_id, "id");
  EXPECT_EQ(settings.forward_timeout, std::chrono::minutes(5));
  const auto names = [&](const char* flag, auto change) {
    ServeOptions changed = options;
    change(changed);
    const Result<Settings> read = ReadOptions(changed);
    EXPECT_EQ(read.ok() ? 1u : read.error().message.find(flag), 0u) << flag;
  };
  names("--forward", [](ServeOptions& o) { o.forward = {"iam=http://127.0.0.1:9324"}; });
  names("--forward", [](ServeOptions& o) { o.forward = {"sts=http://127.0.0.1:9324"}; });
  names("--forward", [](ServeOptions& o) { o.forward = {"sqs"}; });
  names("--forward-credentials", [](ServeOptions& o) { o.forward_credentials = "id"; });
  names("--forward-timeout", [](ServeOptions& o) { o.forward_timeout = "0s"; });
  names("--forward-timeout", [](ServeOptions& o) { o.forward_timeout = "61m"; });
}

TEST(ServeOptions, TheWebhookHasACertificateOrAPlaceForItsOwn) {
  ServeOptions options = Good();
  options.webhook_listen = "127.0.0.1:8443";
  Settings settings = ReadOptions(options).value();
  EXPECT_EQ(settings.webhook.port, 8443);
  EXPECT_EQ(settings.webhook.cert_dir, "/data/webhook");
  EXPECT_FALSE(settings.webhook.cert_names.empty());
  options.webhook_tls_cert = "c.pem";
  EXPECT_EQ(ReadOptions(options).error().message.find("--webhook-tls-key"), 0u);
  options.webhook_tls_key = "k.pem";
  settings = ReadOptions(options).value();
  EXPECT_EQ(settings.webhook.tls_cert, "c.pem");
  EXPECT_EQ(settings.webhook.cert_dir, "");
  options.webhook_tls_cert = "";
  EXPECT_EQ(ReadOptions(options).error().message.find("--webhook-tls-cert"), 0u);
  options.webhook_tls_key = "";
  options.ephemeral = true;
  options.data_dir = "";
  EXPECT_EQ(ReadOptions(options).error().message.find("--webhook-listen"), 0u) << "there is no place to keep it";
  options.webhook_listen = "nowhere";
  EXPECT_EQ(ReadOptions(options).error().message.find("--webhook-listen"), 0u);
}

TEST(ServeOptions, RegionsAreListedOnceTheOwnOneFirst) {
  ServeOptions options = Good();
  options.region = "eu-central-1";
  options.regions = {"eu-west-1,eu-central-1", "us-east-1", "eu-west-1"};
  EXPECT_EQ(ReadOptions(options)->regions, (std::vector<std::string>{"eu-central-1", "eu-west-1", "us-east-1"}));
}

TEST(ServeOptions, HostsAreComparedInLowerCase) {
  ServeOptions options = Good();
  options.hosts = {"S3.Example.com", "plane"};
  EXPECT_EQ(ReadOptions(options)->hosts, (std::vector<std::string>{"s3.example.com", "plane"}));
}

TEST(ServeOptions, TheRegionTellsThePartition) {
  for (const auto& [region, partition] :
       {std::pair("eu-central-1", "aws"), {"cn-north-1", "aws-cn"}, {"us-gov-west-1", "aws-us-gov"}}) {
    ServeOptions options = Good();
    options.region = region;
    Settings settings = ReadOptions(options).value();
    EXPECT_EQ(settings.partition, partition);
    EXPECT_EQ(settings.webhook.settings.partition, partition);
    EXPECT_EQ(settings.webhook.settings.account_id, settings.account_id);
  }
}

TEST(ServeOptions, IssuersAreHttpsUnlessToldOtherwise) {
  ServeOptions options = Good();
  options.issuers = {"a.test/id", "https://b.test"};
  options.oidc_keys = {"c.test=/keys.json"};
  Settings settings = ReadOptions(options).value();
  EXPECT_EQ(settings.issuers, (std::vector<std::string>{"https://a.test/id", "https://b.test"}));
  EXPECT_EQ(settings.oidc_keys, (std::map<std::string, std::string>{{"https://c.test", "/keys.json"}}));
  options.oidc_keys = {"b.test=/keys.json"};
  EXPECT_FALSE(ReadOptions(options).ok());
}

TEST(ServeOptions, IssuersWithACaOrATokenAreFetchedWithThem) {
  ServeOptions options = Good();
  options.oidc_keys = {"c.test=https://10.0.0.1/openid/v1/jwks", "d.test=/keys.json"};
  options.oidc_ca = {"c.test=/ca.pem", "e.test=/other.pem"};
  options.oidc_tokens = {"https://c.test=/token"};
  Settings settings = ReadOptions(options).value();
  EXPECT_EQ(settings.oidc_keys, (std::map<std::string, std::string>{{"https://d.test", "/keys.json"}}));
  ASSERT_EQ(settings.private_issuers.size(), 2u);
  EXPECT_EQ(settings.private_issuers[0].keys_url, "https://10.0.0.1/openid/v1/jwks");
  EXPECT_EQ(settings.private_issuers[0].ca_file, "/ca.pem");
  EXPECT_EQ(settings.private_issuers[0].token_file, "/token");
  EXPECT_EQ(settings.private_issuers[1].issuer, "https://e.test");
  EXPECT_EQ(settings.private_issuers[1].keys_url, "");
  options.oidc_ca = {"d.test=/ca.pem"};  // a file needs no CA: something else was meant
  EXPECT_FALSE(ReadOptions(options).ok());
  options.oidc_ca = {};
  options.oidc_keys = {"c.test=http://10.0.0.1/jwks"};  // a token goes over TLS only
  EXPECT_FALSE(ReadOptions(options).ok());
}

TEST(ServeOptions, StoresAndThreadsAreWhatTheyMayBe) {
  ServeOptions options = Good();
  options.store = "memory:";
  EXPECT_EQ(ReadOptions(options)->store, StoreKind::kMemory);
  for (const auto& [given, threads] : {std::pair(1, 1), {256, 256}}) {
    options.threads = given;
    EXPECT_EQ(ReadOptions(options)->threads, threads);
  }
  options.threads = 0;
  EXPECT_GE(ReadOptions(options)->threads, 2);
  options.threads = 257;
  EXPECT_FALSE(ReadOptions(options).ok());
}

TEST(ServeOptions, WhoFollowsGoesOverTlsAndNamesWhatItNeeds) {
  ServeOptions options = Good();
  options.follow = "https://control:4747/";
  options.follow_cert = "edge.pem";
  options.follow_key = "edge.key";
  options.max_staleness = "30s";
  auto settings = ReadOptions(options);
  ASSERT_TRUE(settings.ok()) << settings.error().message;
  ASSERT_TRUE(settings->follow.has_value());
  EXPECT_EQ(settings->follow->url, "https://control:4747");
  EXPECT_EQ(settings->follow->cert_file, "edge.pem");
  EXPECT_EQ(settings->max_staleness, std::chrono::seconds(30));
  options.follow = "http://127.0.0.1:4747";
  EXPECT_TRUE(ReadOptions(options).ok());
  const auto refused = [&](const std::function<void(ServeOptions&)>& change) {
    ServeOptions changed = options;
    change(changed);
    return !ReadOptions(changed).ok();
  };
  EXPECT_TRUE(refused([](ServeOptions& changed) { changed.follow = "http://control:4747"; }));
  EXPECT_TRUE(refused([](ServeOptions& changed) { changed.follow = "control:4747"; }));
  EXPECT_TRUE(refused([](ServeOptions& changed) { changed.follow_key = ""; }));
  EXPECT_TRUE(refused([](ServeOptions& changed) { changed.follow = ""; }));  // what goes with it is left
  EXPECT_TRUE(refused([](ServeOptions& changed) { changed.max_staleness = "soon"; }));
  EXPECT_TRUE(refused([](ServeOptions& changed) { changed.max_staleness = "0s"; }));
  EXPECT_TRUE(refused([](ServeOptions& changed) { changed.follower_ca = "ca.pem"; }));  // without TLS of its own
}

}  // namespace
}  // namespace rolecall::server
