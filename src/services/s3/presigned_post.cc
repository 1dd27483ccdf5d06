// PostObject: a form that a browser sends, signed by somebody else beforehand with a policy of what it may hold.
#include "aws/sigv4/authentication_error.h"
#include "aws/sigv4/sigv4.h"
#include "base/encoding.h"
#include "base/secret.h"
#include "base/text.h"
#include "crypto/hmac.h"
#include "services/s3/new_object.h"
#include "services/s3/object/errors.h"
#include "services/s3/object/form.h"
#include "services/s3/object/headers.h"
#include "services/s3/object/post_policy.h"
#include "services/s3/object/tags.h"
#include "services/s3/object_access.h"

namespace rolecall::services::s3 {
namespace {

using object::Form;

constexpr std::chrono::minutes kFuture{15};  // that a signature's date may lie in

aws::ErrorShape MissingField(const std::string& name) {
  return InvalidArgument("Bucket POST must contain a field named '" + name +
                             "'.  If it is specified, please check the order of the fields.",
                         name, "");
}

aws::ErrorShape BadCredential(const std::string& what) {
  return {400, "AuthorizationQueryParametersError", "Error parsing the X-Amz-Credential parameter; " + what};
}

// Forms of Signature Version 2 name their key in AWSAccessKeyId.
std::optional<aws::ErrorShape> RefuseVersion2(const Form& form) {
  const bool has_key = form.Find("AWSAccessKeyId") != nullptr, has_signature = form.Find("signature") != nullptr;
  if (!has_key && !has_signature) return std::nullopt;
  if (!has_key) return MissingField("AWSAccessKeyId");
  if (!has_signature) return MissingField("Signature");
  return InvalidRequest("The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");
}

// Who says that he signed the form, from its fields. Not yet believed.
Checked<aws::Claim> ReadClaim(const Call& call, const std::string& bucket, const Form& form) {
  ROLECALL_RETURN_IF_ERROR(RefuseVersion2(form));
  for (const char* name : {"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Signature", "Policy"}) {
    if (form.Find(name) == nullptr) return MissingField(name);
  }
  if (form.Get("x-amz-algorithm") != aws::kSigningAlgorithm) {
    return InvalidArgument("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"", "X-Amz-Algorithm",
                           form.Get("x-amz-algorithm"));
  }
  constexpr std::size_t kScopeParts = 5;
  const std::vector<std::string> scope = SplitStrings(form.Get("x-amz-credential"), '/');
  if (scope.size() != kScopeParts || scope[4] != "aws4_request" || scope[0].empty()) {
    return BadCredential(
        "the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
  }
  if (scope[3] != "s3")
    return BadCredential("incorrect service \"" + scope[3] + "\". This endpoint belongs to \"s3\".");
  const BucketPointer there = call.snapshot->buckets.Find(bucket);
  if (scope[2] != call.region && (there == nullptr || scope[2] != there->region)) {
    return BadCredential("the region '" + scope[2] + "' is wrong; expecting '" + call.region + "'");
  }
  aws::Claim claim;
  claim.access_key_id = scope[0];
  claim.date = scope[1];
  claim.region = scope[2];
  claim.service = scope[3];
  claim.amz_date = form.Get("x-amz-date");
  claim.session_token = form.Get("x-amz-security-token");
  claim.signature = form.Get("x-amz-signature");
  const std::optional<Time> time = ParseAmzDate(claim.amz_date);
  if (!time || !claim.amz_date.starts_with(claim.date)) {
    return BadCredential("incorrect date format or date. It should be that of X-Amz-Date, \"yyyyMMdd\".");
  }
  claim.time = *time;
  return claim;
}

// The policy is what was signed: a form without one has no signature.
Checked<Caller> Authenticate(const Call& call, const std::string& bucket, const Form& form) {
  if (form.Find("policy") == nullptr && form.Find("x-amz-signature") == nullptr && form.Find("signature") == nullptr) {
    return Caller();
  }
  ROLECALL_TRY(aws::Claim claim, ReadClaim(call, bucket, form));
  if (claim.time > call.now + kFuture || claim.time < call.now - aws::kMaxPresignExpiry) {
    return aws::ErrorShape{403, "AccessDenied", "Invalid according to Policy: Policy expired."};
  }
  aws::AuthFailure failure;
  std::optional<FoundCaller> found = FindCaller(call.directory, *call.snapshot, claim, call.now, failure);
  if (!found) return aws::AuthenticationError(aws::Protocol::kS3, failure);
  aws::SigningKeys keys(1);
  const aws::SigningKey key = keys.Get(found->secret.Reveal(), claim.date, claim.region, claim.service);
  const std::string_view key_bytes(reinterpret_cast<const char*>(key.data()), key.size());
  if (!ConstantTimeEquals(crypto::HmacSha256Hex(key_bytes, form.Get("policy")), claim.signature)) {
    return aws::AuthenticationError(aws::Protocol::kS3, {aws::AuthProblem::kSignatureMismatch, ""});
  }
  return std::move(found->caller);
}

Checked<std::string> KeyOf(const Form& form) {
  constexpr std::string_view kFileName = "${filename}";
  const std::string* field = form.Find("key");
  if (field == nullptr) return MissingField("key");
  std::string key = *field;
  if (const std::size_t at = key.find(kFileName); at != std::string::npos) {
    key.replace(at, kFileName.size(), form.file_name);
  }
  if (key.empty()) return InvalidArgument("User key must have a length greater than 0.", "key", "");
  if (key.size() > kMaxKeyBytes) {
    return aws::ErrorShape{400,
                           "KeyTooLongError",
                           "Your key is too long",
                           {{"Size", std::to_string(key.size())}, {"MaxSizeAllowed", std::to_string(kMaxKeyBytes)}}};
  }
  return key;
}

// The fields as the headers that PutObject would have. Of several of one name the first counts, as in the policy.
Checked<http::Headers> HeadersOf(const Call& call, const Form& form) {
  http::Headers headers;
  for (const char* kept : {"Host", "User-Agent", "Referer"}) {
    if (const std::string* value = call.request.headers.Find(kept)) headers.Set(kept, *value);
  }
  for (const auto& [name, value] : form.fields) {
    const std::string lower = LowerAscii(name);
    const bool is_header =
        lower.starts_with("x-amz-") || lower.starts_with("content-") || lower == "cache-control" || lower == "expires";
    const bool is_signature = lower == "x-amz-signature" || lower == "x-amz-security-token";
    if (is_header && !is_signature && headers.Find(lower) == nullptr) headers.Set(lower, value);
  }
  if (const std::string* acl = form.Find("acl")) headers.Set("x-amz-acl", *acl);
  if (const std::string* tagging = form.Find("tagging")) {
    ROLECALL_TRY(directory::Tags tags, object::TagsFromXml(*tagging));
    std::string text;
    for (const auto& [key, value] : tags) {
      text += (text.empty() ? "" : "&") + PercentEncode(key) + "=" + PercentEncode(value);
    }
    headers.Set("x-amz-tagging", text);
  }
  return headers;
}

// What the form wants to be answered: a page to go to, 200, 201 with XML, or 204.
http::Response PostAnswer(const Call& call, const Form& form, const directory::Bucket& bucket,
                          const ObjectVersion& stored) {
  const std::string* redirect = form.Find("success_action_redirect");
  if (redirect == nullptr) redirect = form.Find("redirect");
  const std::string_view status = form.Get("success_action_status");
  std::string location = ObjectUrl(call, bucket.name, stored.key);
  http::Response answer = EmptyAnswer(status == "200" ? 200 : 204);
  const bool is_url = redirect != nullptr && (redirect->starts_with("http://") || redirect->starts_with("https://"));
  if (is_url) {
    answer.status = 303;
    location = *redirect + (redirect->find('?') == std::string::npos ? "?" : "&") +
               "bucket=" + PercentEncode(bucket.name) + "&key=" + PercentEncode(stored.key) +
               "&etag=" + PercentEncode(Quoted(stored.etag));
  } else if (status == "201") {
    aws::XmlWriter xml;
    xml.Open("PostResponse").Text("Location", location).Text("Bucket", bucket.name).Text("Key", stored.key);
    answer = XmlAnswer(call, xml.Text("ETag", Quoted(stored.etag)).Close().text());
    answer.status = 201;
  }
  answer.headers.Set("Location", location);
  answer.headers.Set("ETag", Quoted(stored.etag));
  object::WriteChecksumHeaders(stored.checksums, stored.checksum_type, answer);
  object::AddEncryptionHeader(stored, answer);
  AddVersionHeader(answer, bucket, stored);
  return answer;
}

// The upload itself: a call of the form's signer, with the fields as its headers.
Answer Upload(Call& call, const S3Request& request, const Form& form) {
  ROLECALL_TRY(NewObject made, PrepareObject(call, request, call.request.headers, true));
  ROLECALL_TRY(object::SentChecksum sent, object::CheckBody(call.request.headers, form.file));
  DescribeBody(form.file, sent, made.object);
  made.object.modified = call.now;
  ROLECALL_TRY(ObjectVersion stored,
               StoreObject(call, *made.bucket, made.object, std::string(form.file), made.data_key));
  return PostAnswer(call, form, *made.bucket, stored);
}

}  // namespace

Answer PostObject(Call& call, const S3Request& request) {
  if (!call.caller.anonymous()) {
    return aws::ErrorShape{405, "MethodNotAllowed", "The specified method is not allowed against this resource."};
  }
  ROLECALL_TRY(Form form, object::ParseForm(call.request.headers.Get("Content-Type"), call.request.body));
  ROLECALL_TRY(call.caller, Authenticate(call, request.bucket, form));
  S3Request upload{.bucket = request.bucket};
  ROLECALL_TRY(upload.key, KeyOf(form));
  if (!call.caller.anonymous()) {
    ROLECALL_RETURN_IF_ERROR(object::CheckPostPolicy(form.Get("policy"), form, upload.bucket, upload.key, call.now));
  }
  http::Request as_put{.method = "POST", .target = call.request.target};
  as_put.peer_address = call.request.peer_address;
  as_put.tls = call.request.tls;
  as_put.tls_version = call.request.tls_version;
  ROLECALL_TRY(as_put.headers, HeadersOf(call, form));
  Call inner{as_put,     call.request_id, call.caller, call.snapshot, call.directory,
             call.clock, call.random,     call.now,    call.region,   call.account};
  inner.regions = call.regions;
  inner.explain_denials = call.explain_denials;
  Answer answer = Upload(inner, upload, form);
  call.audit.decisions = std::move(inner.audit.decisions);
  call.audit.resources = std::move(inner.audit.resources);
  call.damaged = std::move(inner.damaged);
  return answer;
}

}  // namespace rolecall::services::s3
