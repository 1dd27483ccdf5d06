#include "cli/cluster/publisher.h"

#include "aws/client/endpoints.h"
#include "aws/client/s3_client.h"
#include "cli/cluster/issuer_files.h"

namespace rolecall::cli {
namespace {

Result<void> PublishToDirectory(CommandContext& context, const std::string& directory, const std::string& issuer,
                                const crypto::KeySet& keys) {
  for (const auto& [path, text] :
       {std::pair(kKeysPath, keys.ToJson() + "\n"), std::pair(kDiscoveryPath, DiscoveryDocument(issuer, keys))}) {
    const std::string file = JoinPath(directory, path);
    ROLECALL_RETURN_IF_ERROR(context.files.MakeDirectories(DirectoryName(file)));
    ROLECALL_RETURN_IF_ERROR(context.files.Write(file, text, FileMode::kPublic));
  }
  return {};
}

Result<void> PublishToBucket(PlaneClient& plane, const std::string& place, const std::string& issuer,
                             const crypto::KeySet& keys) {
  const std::size_t slash = place.find('/');
  const std::string bucket = place.substr(0, slash);
  std::string prefix = slash == std::string::npos ? "" : place.substr(slash + 1);
  if (!prefix.empty() && !prefix.ends_with('/')) prefix += '/';
  aws::S3Client s3(plane.client(), {});
  for (const auto& [path, text] :
       {std::pair(kKeysPath, keys.ToJson() + "\n"), std::pair(kDiscoveryPath, DiscoveryDocument(issuer, keys))}) {
    const auto put = s3.PutObject(bucket, prefix + path, text,
                                  {{"Content-Type", "application/json"}, {"Cache-Control", "max-age=300"}});
    if (!put.ok()) return put.error().ToError();
  }
  return {};
}

}  // namespace

Result<std::string> PublishIssuer(CommandContext& context, const PublishPlace& place, const std::string& issuer,
                                  const crypto::KeySet& keys) {
  std::string where;
  if (!place.directory.empty()) {
    ROLECALL_RETURN_IF_ERROR(PublishToDirectory(context, place.directory, issuer, keys));
    where = place.directory;
  }
  if (place.bucket.empty()) return where;
  ROLECALL_TRY(std::unique_ptr<PlaneClient> plane, PlaneClient::Connect(context, place.endpoint));
  ROLECALL_RETURN_IF_ERROR(PublishToBucket(*plane, place.bucket, issuer, keys));
  return where + (where.empty() ? "" : " and ") + "s3://" + place.bucket;
}

Result<std::string> RegisterProvider(PlaneClient& plane, const std::string& issuer, const std::string& audience) {
  const auto made = plane.client().Query(aws::kIam, "CreateOpenIDConnectProvider",
                                         {{"Url", issuer}, {"ClientIDList.member.1", audience}});
  if (made.ok()) return "made " + std::string(made->Get("OpenIDConnectProviderArn"));
  if (!made.error().Is("EntityAlreadyExists")) return made.error().ToError();
  const auto all = plane.client().Query(aws::kIam, "ListOpenIDConnectProviders", {});
  if (!all.ok()) return all.error().ToError();
  const std::string end = ":oidc-provider/" + issuer.substr(8);
  for (const aws::XmlNode* entry : all->List("OpenIDConnectProviderList")) {
    const std::string arn(entry->Get("Arn"));
    if (!arn.ends_with(end)) continue;
    const auto added = plane.client().Query(aws::kIam, "AddClientIDToOpenIDConnectProvider",
                                            {{"OpenIDConnectProviderArn", arn}, {"ClientID", audience}});
    if (!added.ok()) return added.error().ToError();
    return arn + " is there, and takes " + audience;
  }
  return Error{ErrorCode::kNotFound, "IAM says that the provider of " + issuer + " exists, and does not list it"};
}

}  // namespace rolecall::cli
