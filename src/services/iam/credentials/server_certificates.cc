// Server certificates, which AWS's load balancers take from IAM. Nothing here serves TLS with one.
// Differs from AWS: the private key is checked against the certificate and then forgotten. AWS keeps it for its load
// balancers and never shows it again.
#include "directory/ids.h"
#include "services/iam/credentials/certificates.h"
#include "services/iam/tags.h"

namespace rolecall::services::iam {

using directory::ServerCertificate;

template <>
struct Entity<ServerCertificate> {
  static constexpr std::string_view kParameter = "ServerCertificateName", kWord = "server-certificate",
                                    kTitle = "Server Certificate";
  static constexpr auto kTable = &directory::Snapshot::server_certificates;
  static const directory::Tags* TagsOf(const ServerCertificate& entity) { return &entity.tags; }
  static std::string BoundaryOf(const ServerCertificate&) { return ""; }
};

template <>
aws::ErrorShape NotFound<ServerCertificate>(const std::string& name) {
  return NoSuchEntity("The Server Certificate with name " + name + " cannot be found.");
}

}  // namespace rolecall::services::iam

namespace rolecall::services::iam::credentials {

using directory::ServerCertificate;

namespace {

aws::ErrorShape NameTaken(const std::string& name) {
  return AlreadyExists("The Server Certificate with name " + name + " already exists.");
}

void WriteMetadata(aws::XmlWriter& xml, const ServerCertificate& certificate) {
  xml.Text("Path", certificate.path).Text("ServerCertificateName", certificate.name);
  xml.Text("ServerCertificateId", certificate.id).Text("Arn", certificate.arn());
  xml.Text("UploadDate", FormatIso8601(certificate.created)).Text("Expiration", FormatIso8601(certificate.expires));
}

Checked<ServerCertificate> ReadServerCertificate(Call& call, const directory::Tags& tags) {
  ServerCertificate certificate;
  certificate.account = call.caller.account;
  certificate.name = std::string(call.parameters.Get("ServerCertificateName"));
  if (call.parameters.Has("Path")) certificate.path = std::string(call.parameters.Get("Path"));
  certificate.id = directory::MakeUniqueId(call.random, "ASCA");
  certificate.created = call.now;
  certificate.tags = tags;
  Question question = Ask(call, certificate.arn());
  question.request_tags = &tags;
  ROLECALL_RETURN_IF_ERROR(AuthorizeCreation(call, question, "iam:TagServerCertificate"));
  certificate.body = std::string(call.parameters.Get("CertificateBody"));
  certificate.chain = std::string(call.parameters.Get("CertificateChain"));
  ROLECALL_TRY(crypto::Certificate parsed, ReadCertificate(certificate.body, call.now));
  ROLECALL_RETURN_IF_ERROR(CheckKey(parsed, Secret(std::string(call.parameters.Get("PrivateKey")))));
  if (!certificate.chain.empty()) ROLECALL_RETURN_IF_ERROR(CheckChain(parsed, certificate.chain));
  certificate.expires = parsed.not_after;
  return certificate;
}

OperationResult UploadServerCertificate(Call& call) {
  ROLECALL_TRY(directory::Tags tags, ReadTags(call));
  ROLECALL_TRY(ServerCertificate certificate, ReadServerCertificate(call, tags));
  aws::XmlWriter xml;
  xml.Open("ServerCertificateMetadata");
  WriteMetadata(xml, certificate);
  xml.Close();
  if (!tags.empty()) WriteTags(xml, tags);
  const std::string answer = xml.Take();
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    const directory::Snapshot& snapshot = transaction.snapshot();
    if (Find<ServerCertificate>(snapshot, certificate.account, certificate.name) != nullptr) {
      return NameTaken(certificate.name);
    }
    if (CountOwn<ServerCertificate>(snapshot, certificate.account) >= kServerCertificatesPerAccount.limit) {
      return Exceeded(kServerCertificatesPerAccount);
    }
    transaction.Put(certificate);
    return answer;
  });
}

OperationResult GetServerCertificate(Call& call) {
  ROLECALL_TRY(auto certificate, AskAndFind<ServerCertificate>(call));
  aws::XmlWriter xml;
  xml.Open("ServerCertificate").Open("ServerCertificateMetadata");
  WriteMetadata(xml, *certificate);
  xml.Close().Text("CertificateBody", certificate->body);
  if (!certificate->chain.empty()) xml.Text("CertificateChain", certificate->chain);
  if (!certificate->tags.empty()) WriteTags(xml, certificate->tags);
  xml.Close();
  return xml.Take();
}

OperationResult ListServerCertificates(Call& call) {
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, "*")));
  const std::string prefix(call.parameters.Has("PathPrefix") ? call.parameters.Get("PathPrefix") : "/");
  std::vector<Item> items;
  for (const auto& certificate : call.snapshot->server_certificates.Sorted(call.caller.account + "/")) {
    if (!certificate->path.starts_with(prefix)) continue;
    aws::XmlWriter xml;
    WriteMetadata(xml, *certificate);
    items.push_back({certificate->name, xml.Take()});
  }
  return Page(call, "ServerCertificateMetadataList", std::move(items));
}

OperationResult UpdateServerCertificate(Call& call) {
  ROLECALL_TRY(auto found, AskAndFind<ServerCertificate>(call));
  ServerCertificate wanted = *found;
  if (call.parameters.Has("NewPath")) wanted.path = std::string(call.parameters.Get("NewPath"));
  if (call.parameters.Has("NewServerCertificateName")) {
    wanted.name = std::string(call.parameters.Get("NewServerCertificateName"));
  }
  // The certificate under its new name must be allowed too.
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, wanted.arn())));
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    auto current = Find<ServerCertificate>(transaction.snapshot(), found->account, found->name);
    if (current == nullptr) return NotFound<ServerCertificate>(found->name);
    auto taken = Find<ServerCertificate>(transaction.snapshot(), wanted.account, wanted.name);
    if (taken != nullptr && taken->id != current->id) return NameTaken(wanted.name);
    ServerCertificate changed = *current;
    changed.path = wanted.path;
    changed.name = wanted.name;
    if (changed.key() != current->key()) transaction.Delete(*current);
    transaction.Put(std::move(changed));
    return std::string();
  });
}

OperationResult DeleteServerCertificate(Call& call) {
  ROLECALL_TRY(auto found, AskAndFind<ServerCertificate>(call));
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    auto current = Find<ServerCertificate>(transaction.snapshot(), found->account, found->name);
    if (current == nullptr) return NotFound<ServerCertificate>(found->name);
    transaction.Delete(*current);
    return std::string();
  });
}

}  // namespace

void AddServerCertificates(Table& table) {
  const ParameterRule name = Name("ServerCertificateName", 128);
  const ParameterRule body{
      .name = "CertificateBody", .required = true, .min = 1, .max = 16384, .charset = Charset::kDocument};
  const ParameterRule key{
      .name = "PrivateKey", .required = true, .min = 1, .max = 16384, .charset = Charset::kDocument, .secret = true};
  const ParameterRule chain{.name = "CertificateChain", .min = 1, .max = 2097152, .charset = Charset::kDocument};
  table.push_back({"UploadServerCertificate", &UploadServerCertificate, {name, kPath, body, key, chain, kTags}});
  table.push_back({"GetServerCertificate", &GetServerCertificate, {name}});
  table.push_back({"ListServerCertificates", &ListServerCertificates, {kPathPrefix, kMarker, kMaxItems}});
  table.push_back({"UpdateServerCertificate",
                   &UpdateServerCertificate,
                   {name, kNewPath, OptionalName("NewServerCertificateName", 128)},
                   false,
                   false});
  table.push_back({"DeleteServerCertificate", &DeleteServerCertificate, {name}, false, false});
  AddTagsOf<ServerCertificate>(table, "TagServerCertificate", "UntagServerCertificate", "ListServerCertificateTags",
                               name);
}

}  // namespace rolecall::services::iam::credentials
