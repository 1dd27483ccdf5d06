// CreateBucket: location, tags, ownership, Object Lock, and what every new bucket has.
#include "base/text.h"
#include "partition/own_partition.h"
#include "services/regions.h"
#include "services/s3/bucket/configuration.h"
#include "services/s3/bucket/location.h"
#include "services/s3/bucket/names.h"
#include "services/s3/bucket/object_lock.h"
#include "services/s3/bucket/ownership.h"
#include "services/s3/bucket/tag_set.h"
#include "services/s3/bucket_operations.h"
#include "services/write.h"

namespace rolecall::services::s3 {
namespace {

constexpr std::size_t kMaxBuckets = 10000;  // AWS's default quota of an account
constexpr char kLockHeader[] = "x-amz-bucket-object-lock-enabled";

// <CreateBucketConfiguration>, and what is wrong with it (told only to who may make the bucket).
struct Wanted {
  std::string location;
  directory::Tags tags;
  std::optional<aws::ErrorShape> unreadable;
};

Wanted ReadConfiguration(const Call& call) {
  Wanted wanted;
  if (call.request.body.empty()) return wanted;
  wanted.unreadable = MalformedXml();
  if (!MayReadBeforePermission(call)) return wanted;
  const Result<aws::XmlNode> xml = aws::ParseXml(call.request.body);
  if (!xml.ok() || xml->name != "CreateBucketConfiguration") return wanted;
  wanted.unreadable.reset();
  wanted.location = xml->Get("LocationConstraint");
  if (xml->Find("Location") != nullptr || xml->Find("Bucket") != nullptr) {
    wanted.unreadable = NotImplemented("Directory buckets are not implemented here.");
  }
  Checked<directory::Tags> tags = bucket::ReadBucketTags(xml->List("Tags", "Tag"));
  if (tags.ok()) {
    wanted.tags = *std::move(tags);
  } else {
    wanted.unreadable = std::move(tags.error());
  }
  return wanted;
}

// Names of an account's own namespace are not here, nor is what comes after this was written.
std::optional<aws::ErrorShape> RefuseNamespace(const http::Headers& headers) {
  const std::string* name_space = headers.Find("x-amz-bucket-namespace");
  if (name_space == nullptr || *name_space == "global") return std::nullopt;
  return NotImplemented();
}

// s3:CreateBucket, and what the request asks for beside the bucket: AWS wants a permission for each.
std::optional<aws::ErrorShape> AuthorizeCreation(Call& call, const S3Request& request, const Wanted& wanted) {
  std::vector<const char*> actions = {"s3:CreateBucket"};
  const http::Headers& headers = call.request.headers;
  if (!wanted.tags.empty()) actions.push_back("s3:TagResource");
  if (headers.Find("x-amz-object-ownership") != nullptr) actions.push_back("s3:PutBucketOwnershipControls");
  if (bucket::HasAclHeaders(headers)) actions.push_back("s3:PutBucketAcl");
  if (EqualsIgnoringAsciiCase(headers.Get(kLockHeader), "true")) {
    actions.insert(actions.end(), {"s3:PutBucketObjectLockConfiguration", "s3:PutBucketVersioning"});
  }
  for (const char* action : actions) {
    Question question{
        .action = action, .resource = partition::OwnArn() + "s3:::" + request.bucket, .request_tags = &wanted.tags};
    if (!wanted.location.empty()) question.context.push_back({"s3:locationconstraint", {wanted.location}});
    ROLECALL_RETURN_IF_ERROR(AuthorizeS3(call, request, question));
  }
  return std::nullopt;
}

std::optional<aws::ErrorShape> SetOwnership(const http::Headers& headers, directory::Bucket& bucket) {
  bucket::Ownership ownership = bucket::Ownership::kBucketOwnerEnforced;
  if (const std::string* header = headers.Find("x-amz-object-ownership")) {
    const std::optional<bucket::Ownership> wanted = bucket::ParseOwnership(*header);
    if (!wanted) return InvalidArgument("Invalid x-amz-object-ownership header: " + *header);
    ownership = *wanted;
    bucket.configurations["ownershipControls"] = bucket::ShowOwnershipControls(ownership);
  }
  return bucket::CheckAclHeaders(headers, ownership, true, bucket::AclTarget::kNewBucket);
}

// "Object Lock … also enables S3 Versioning for the bucket."
std::optional<aws::ErrorShape> SetObjectLock(const http::Headers& headers, directory::Bucket& bucket) {
  const std::string enabled = LowerAscii(headers.Get(kLockHeader));  // some clients write "True"
  if (enabled.empty() || enabled == "false") return std::nullopt;
  if (enabled != "true") return InvalidArgument("x-amz-bucket-object-lock-enabled must be 'true' or 'false'");
  bucket.object_lock = true;
  bucket.versioning = directory::Versioning::kEnabled;
  bucket.configurations["object-lock"] = bucket::PlainObjectLockConfiguration();
  return std::nullopt;
}

Checked<directory::Bucket> MakeBucket(const Call& call, const S3Request& request, const Wanted& wanted) {
  directory::Bucket bucket;
  bucket.name = request.bucket;
  bucket.account = call.own_account();
  bucket.created = call.now;
  bucket.tags = wanted.tags;
  const std::string& own_region = call.regions != nullptr ? call.regions->own() : call.region;
  ROLECALL_TRY(bucket.region, bucket::RegionOfNewBucket(wanted.location, call.region, own_region));
  bucket::SetDefaults(bucket);
  ROLECALL_RETURN_IF_ERROR(SetOwnership(call.request.headers, bucket));
  ROLECALL_RETURN_IF_ERROR(SetObjectLock(call.request.headers, bucket));
  return bucket;
}

http::Response Created(const directory::Bucket& bucket) {
  http::Response answer = EmptyAnswer(200);
  answer.headers.Set("Location", "/" + bucket.name);
  answer.headers.Set("x-amz-bucket-arn", bucket.arn());
  return answer;
}

// Somebody has it. "For legacy compatibility, if you re-create an existing bucket that you already own in us-east-1,
// Amazon S3 returns 200 OK" (and changes nothing); with tags it does not.
Answer Existing(const Call& call, const directory::Bucket& existing, const directory::Bucket& wanted) {
  if (existing.account != call.own_account()) {
    return aws::ErrorShape{
        409,
        "BucketAlreadyExists",
        "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please "
        "select a different name and try again.",
        {{"BucketName", existing.name}}};
  }
  const bool legacy = wanted.region == "us-east-1" && existing.region == "us-east-1" && wanted.tags.empty();
  if (legacy) return Created(existing);
  return aws::ErrorShape{409,
                         "BucketAlreadyOwnedByYou",
                         "Your previous request to create the named bucket succeeded and you already own it.",
                         {{"BucketName", existing.name}}};
}

// What a bucket of that name left that was somebody's before, when the server ended while it was deleted.
std::optional<aws::ErrorShape> ForgetOneBefore(const Call& call, ObjectStore& objects, const std::string& name) {
  if (call.snapshot->buckets.Find(name) != nullptr) return std::nullopt;
  const Result<void> forgotten = objects.ForgetBucket(name);
  return forgotten.ok() ? std::nullopt : std::optional(StoreError(forgotten.error()));
}

aws::ErrorShape StillDeleted() {
  return {409, "OperationAborted",
          "A conflicting conditional operation is currently in progress against this resource. Please try again."};
}

bool HasRoom(const directory::Snapshot& snapshot, const std::string& account) {
  if (snapshot.buckets.size() < kMaxBuckets) return true;
  std::size_t own = 0;
  for (const BucketPointer& bucket : snapshot.buckets.Sorted()) own += bucket->account == account ? 1 : 0;
  return own < kMaxBuckets;
}

}  // namespace

Answer CreateBucket(Call& call, const S3Request& request) {
  const Wanted wanted = ReadConfiguration(call);
  ROLECALL_RETURN_IF_ERROR(AuthorizeCreation(call, request, wanted));
  // No bucket is anonymous.
  if (call.caller.anonymous()) return aws::ErrorShape{403, "AccessDenied", "Access Denied"};
  if (!bucket::IsBucketName(request.bucket)) {
    return aws::ErrorShape{
        400, "InvalidBucketName", "The specified bucket is not valid.", {{"BucketName", request.bucket}}};
  }
  if (wanted.unreadable) return *wanted.unreadable;
  ROLECALL_RETURN_IF_ERROR(RefuseNamespace(call.request.headers));
  ROLECALL_TRY(directory::Bucket bucket, MakeBucket(call, request, wanted));
  ObjectStore objects(call.directory.store(), call.random);
  ROLECALL_RETURN_IF_ERROR(ForgetOneBefore(call, objects, bucket.name));
  return Update<http::Response>(call, [&](directory::Transaction& transaction) -> Answer {
    const BucketPointer existing = transaction.snapshot().buckets.Find(bucket.name);
    if (existing != nullptr) return Existing(call, *existing, bucket);
    const Result<bool> remains = objects.HasRemains(bucket.name);
    if (!remains.ok()) return StoreError(remains.error());
    if (*remains) return StillDeleted();
    if (!HasRoom(transaction.snapshot(), bucket.account)) {
      return aws::ErrorShape{400, "TooManyBuckets", "You have attempted to create more buckets than allowed"};
    }
    http::Response answer = Created(bucket);
    transaction.Put(bucket);  // it may be run again
    return answer;
  });
}

}  // namespace rolecall::services::s3
