// The plane and the command line: Query parameters, S3 requests, stored records, typed values.
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "base/secret.h"
#include "cli/frame/flags.h"
#include "cli/terraform/typed_values.h"
#include "directory/codec.h"
#include "directory/records.h"
#include "directory/session.h"
#include "http/message.h"
#include "json/document.h"
#include "server/cells/cells_file.h"
#include "server/cells/hop.h"
#include "server/cells/request_account.h"
#include "server/jwt_signer/grpc_session.h"
#include "server/jwt_signer/jwt_signer.h"
#include "server/replication/epochs.h"
#include "server/replication/log_wire.h"
#include "services/kms/cipher.h"
#include "services/parameters.h"
#include "services/s3/wire/request.h"
#include "services/saml/assertion.h"
#include "services/saml/canonical.h"
#include "services/saml/xml_tree.h"
#include "store/changes.h"
#include "tests/fuzz/target.h"
#include "web/metrics_history.h"

namespace rolecall::fuzz {
namespace {

void QueryParameters(std::string_view input) {
  auto list = http::ParseQuery(input);
  if (!list) return;
  const services::Parameters parameters(std::move(*list));
  parameters.List("Tags");
  const std::size_t count = parameters.Count("Tags");
  for (std::size_t i = 1; i <= count; ++i) parameters.Field("Tags", i, "Key");
  static constexpr services::ParameterRule kRules[] = {
      {.name = "RoleName", .required = true, .min = 1, .max = 64, .charset = services::Charset::kName},
      {.name = "Path", .min = 1, .max = 512, .charset = services::Charset::kNameSlash},
      {.name = "MaxItems", .min = 1, .max = 1000, .number = true},
      {.name = "Status", .values = "Active|Inactive"}};
  services::CheckParameters(parameters, kRules);
}

// A host on the first line, then the target.
void S3Request(std::string_view input) {
  const std::size_t line = std::min(input.find('\n'), input.size());
  http::Request request;
  request.method = "GET";
  request.headers.Set("Host", std::string(input.substr(0, line)));
  request.target = "/" + std::string(input.substr(std::min(line + 1, input.size())));
  auto read = services::s3::wire::ReadRequest(request);
  if (read.ok()) FUZZ_EXPECT(read->key.size() <= services::s3::wire::kMaxKeyBytes);
}

template <typename T>
void DecodeRecord(std::string_view input, const crypto::KeyRing& key) {
  Ignore(directory::Decode<T>(input, &key));
}

void Record(std::string_view input) {
  const crypto::KeyRing key(Secret(std::string(32, 'k')));
  DecodeRecord<directory::Account>(input, key);
  DecodeRecord<directory::User>(input, key);
  DecodeRecord<directory::AccessKey>(input, key);
  DecodeRecord<directory::Role>(input, key);
  DecodeRecord<directory::Bucket>(input, key);
  DecodeRecord<directory::KmsKey>(input, key);
  DecodeRecord<directory::KmsGrant>(input, key);
  DecodeRecord<directory::Session>(input, key);
}

// Nobody guesses a ciphertext: what one names is read, and nothing opens it.
void KmsCiphertext(std::string_view input) {
  const auto name = services::kms::ReadCiphertextName(input);
  if (!name) return;
  FUZZ_EXPECT(name->account.size() == 12 && name->key_id.size() == 36);
  directory::KmsKey key;
  key.account = name->account;
  key.id = name->key_id;
  // As many generations as there may be: the blob's is one of them, or none.
  for (int i = 0; i < 3; ++i) key.materials.push_back({.id = "m", .value = Secret(std::string(32, 'm'))});
  FUZZ_EXPECT(!services::kms::Open(key, input, {}).has_value());
  FakeRandom random;
  const std::string blob = services::kms::Seal(key, input.substr(0, 100), {{"a", "b"}}, random);
  FUZZ_EXPECT(blob.substr(0, 24) == input.substr(0, 24));
  FUZZ_EXPECT(services::kms::Open(key, blob, {{"a", "b"}}).has_value());
}

void TypedValue(std::string_view input) {
  const json::ParseResult parsed = json::Parse(input, {});
  if (parsed.error.empty()) Ignore(cli::TypedValue(parsed.root));
}

void ShellWords(std::string_view input) { Ignore(cli::SplitShellWords(std::string(input))); }

// What is canonical stays so, and nothing is signed by nobody.
void SamlResponse(std::string_view input) {
  FUZZ_EXPECT(!services::saml::ReadResponse(input, {}).ok());
  const auto tree = services::saml::XmlTree::Parse(input, services::saml::kResponseBounds);
  if (!tree.ok()) return;
  const std::string once = services::saml::Canonicalize((*tree)->root());
  // It may have become longer than the bounds.
  const auto again = services::saml::XmlTree::Parse(once, services::saml::kMetadataBounds);
  FUZZ_EXPECT(again.ok());
  if (again.ok()) FUZZ_EXPECT(services::saml::Canonicalize((*again)->root()) == once);
}

// A connection of whoever reaches the signer's socket. Nothing that is signed here is anybody's but the issuer's.
void SignerConnection(std::string_view input) {
  static const FakeClock clock(FromUnixSeconds(1700000000));
  static const services::oidc::Issuer issuer =
      services::oidc::Issuer::Make("https://oidc.example.test/id/A1",
                                   services::oidc::SigningKeys::GenerateFirst(clock.Now()).value())
          .value();
  const server::JwtSigner signer(issuer, clock, {});
  server::GrpcSession session(
      [&](std::string_view method, std::string_view message) { return signer.Answer({}, method, message); });
  for (std::size_t at = 0; at < input.size(); at += 1000) {
    if (!session.Receive(input.substr(at, 1000))) return;
    while (!session.Pending().empty()) {
    }
  }
}

// Whatever the metrics say, the history is made of numbers.
void PlaneMetrics(std::string_view input) {
  const std::size_t half = input.find('\0');
  web::MetricsHistory history;
  history.Add(1000, input.substr(0, half));
  history.Add(1010, half == std::string_view::npos ? input : input.substr(half + 1));
  const std::string json = history.Json();
  FUZZ_EXPECT(json::Parse(json, {}).error.empty());
}

// What is read is written as it was, but for references, which have no value to write.
void StoreChanges(std::string_view input) {
  const auto changes = store::DecodeChanges(input);
  if (!changes.ok() || !changes->references.empty()) return;
  const std::string again = store::EncodeChanges(changes->puts, changes->deletes, false);
  const auto read = store::DecodeChanges(again);
  FUZZ_EXPECT(read.ok());
  if (read.ok()) FUZZ_EXPECT(store::EncodeChanges(read->puts, read->deletes, false) == again);
}

void FollowedLog(std::string_view input) {
  const auto entries = server::ParseLog(input, 0);
  if (entries.ok()) FUZZ_EXPECT(server::ParseLog(server::FormatLog(*entries), 0).ok());
}

void PlaneEpochs(std::string_view input) {
  const auto epochs = server::ParseEpochs(input);
  if (epochs.ok()) FUZZ_EXPECT(server::ParseEpochs(server::FormatEpochs(*epochs)).ok());
}

// Target, Authorization, and the fields of another cell on the first lines, then a body. What is sent on is for an
// account; no field makes an address or a connection better than it is.
void CellRequest(std::string_view input) {
  http::Request request{.method = "POST", .target = "", .headers = {{"Host", "plane.example"}}};
  for (const char* name : {"", "Authorization", "x-rolecall-cell", "x-rolecall-cell-tls", "x-rolecall-cell-client"}) {
    const std::string line(input.substr(0, input.find('\n')));
    input.remove_prefix(std::min(input.size(), line.size() + 1));
    if (*name == '\0') {
      request.target = line;
    } else if (!line.empty()) {
      request.headers.Add(name, line);
    }
  }
  request.headers.Add("Content-Type", "application/x-www-form-urlencoded");
  request.headers.Add("X-Amz-Date", "20261130T000000Z");
  request.body = input;
  request.peer_address = "192.0.2.7";
  if (const auto account = server::AccountOfRequest(request)) {
    FUZZ_EXPECT(server::AccountNumber(*account) <= 999999999999u);
  }
  server::TakeHop(request, true);
  FUZZ_EXPECT(!request.tls && request.tls_version.empty() && request.peer_address == "192.0.2.7");
  FUZZ_EXPECT(server::IsSentOn({.headers = server::OutgoingHeaders(request, "blue")}));
}

void CellsFile(std::string_view input) {
  const auto file = server::ParseCells(input, {"blue", "054000737513", "/etc"});
  if (!file.ok()) return;
  FUZZ_EXPECT(file->own < file->cells.size());
  for (const auto& [number, cell] : file->accounts) {
    FUZZ_EXPECT(number <= 999999999999u && cell < file->cells.size());
  }
}

constexpr Target kTargets[] = {{"cell_request", &CellRequest},
                               {"cells_file", &CellsFile},
                               {"store_changes", &StoreChanges},
                               {"followed_log", &FollowedLog},
                               {"plane_epochs", &PlaneEpochs},
                               {"query_parameters", &QueryParameters},
                               {"s3_request", &S3Request},
                               {"kms_ciphertext", &KmsCiphertext},
                               {"stored_record", &Record},
                               {"typed_value", &TypedValue},
                               {"shell_words", &ShellWords},
                               {"saml_response", &SamlResponse},
                               {"signer_connection", &SignerConnection},
                               {"plane_metrics", &PlaneMetrics}};

}  // namespace

std::span<const Target> ServerTargets() { return kTargets; }

}  // namespace rolecall::fuzz
