// X.509 signing certificates of users, for SOAP requests of old. Nothing here is signed with one: they are kept.
#include "base/random.h"
#include "services/iam/credentials/certificates.h"
#include "services/iam/credentials/owned.h"

namespace rolecall::services::iam::credentials {

using directory::SigningCertificate;

template <>
struct Owned<SigningCertificate> {
  static constexpr std::string_view kIdParameter = "CertificateId";
  static constexpr auto kTable = &directory::Snapshot::signing_certificates;
  static constexpr const Quota& kQuota = kSigningCertificatesPerUser;
  static bool CountsWith(const SigningCertificate&, const SigningCertificate&) { return true; }
  static aws::ErrorShape Missing(const std::string& id) {
    return NoSuchEntity("The Certificate with id " + id + " cannot be found.");
  }
};

namespace {

constexpr std::size_t kIdLetters = 32;

void WriteCertificate(aws::XmlWriter& xml, const SigningCertificate& certificate, const Owner& owner) {
  xml.Text("UserName", owner.name).Text("CertificateId", certificate.id);
  xml.Text("CertificateBody", certificate.body).Text("Status", StatusOf(certificate.active));
  xml.Text("UploadDate", FormatIso8601(certificate.created));
}

OperationResult UploadSigningCertificate(Call& call) {
  ROLECALL_TRY(Owner owner, AskForOwner(call));
  ROLECALL_TRY(crypto::Certificate parsed, ReadCertificate(call.parameters.Get("CertificateBody"), call.now));
  SigningCertificate certificate;
  certificate.account = owner.account;
  certificate.owner_id = owner.id;
  certificate.id = RandomBase32(call.random, kIdLetters);
  certificate.body = std::string(call.parameters.Get("CertificateBody"));
  certificate.fingerprint = parsed.sha1_fingerprint;
  certificate.created = call.now;
  const auto check = [&](const SigningCertificate& other) -> Refusal {
    if (other.fingerprint != certificate.fingerprint) return std::nullopt;
    return aws::ErrorShape{409, "DuplicateCertificate",
                           "The same certificate is associated with an IAM user in the account."};
  };
  aws::XmlWriter xml;
  xml.Open("Certificate");
  WriteCertificate(xml, certificate, owner);
  xml.Close();
  return AddOwned(call, owner, certificate, check, xml.Take());
}

OperationResult ListSigningCertificates(Call& call) {
  ROLECALL_TRY(Owner owner, AskForOwner(call));
  std::vector<Item> items;
  for (const auto& certificate : OwnedBy<SigningCertificate>(*call.snapshot, owner)) {
    aws::XmlWriter xml;
    WriteCertificate(xml, *certificate, owner);
    items.push_back({ListingKey(*certificate), xml.Take()});
  }
  return Page(call, "Certificates", std::move(items));
}

}  // namespace

void AddSigningCertificates(Table& table) {
  const ParameterRule id{.name = "CertificateId", .required = true, .min = 24, .max = 128, .charset = Charset::kWord};
  const ParameterRule body{
      .name = "CertificateBody", .required = true, .min = 1, .max = 16384, .charset = Charset::kDocument};
  table.push_back({"UploadSigningCertificate", &UploadSigningCertificate, {kOptionalUserName, body}});
  table.push_back({"ListSigningCertificates", &ListSigningCertificates, {kOptionalUserName, kMarker, kMaxItems}});
  table.push_back({"UpdateSigningCertificate",
                   &SetStatusOfOwned<SigningCertificate>,
                   {kOptionalUserName, id, kStatus},
                   false,
                   false});
  table.push_back(
      {"DeleteSigningCertificate", &DeleteOwned<SigningCertificate>, {kOptionalUserName, id}, false, false});
}

}  // namespace rolecall::services::iam::credentials
