// ListBuckets, in pages.
#include "base/encoding.h"
#include "base/text.h"
#include "partition/own_partition.h"
#include "services/s3/bucket_operations.h"

namespace rolecall::services::s3 {
namespace {

constexpr std::size_t kMostInPage = 10000;

struct Page {
  std::string prefix, region, after;
  std::size_t most = kMostInPage;
  bool has_most = false;
};

// Tokens are the name of the last bucket before the page, in a form that nobody should look into.
std::optional<std::string> NameInToken(const std::string& token) {
  std::optional<std::string> name = Base64Decode(token);
  return name && !name->empty() ? name : std::nullopt;
}

Checked<Page> ReadPage(const S3Request& request) {
  Page page{.prefix = request.Get("prefix"), .region = request.Get("bucket-region")};
  if (const std::string* token = request.Find("continuation-token"); token != nullptr && !token->empty()) {
    const std::optional<std::string> name = NameInToken(*token);
    if (!name) {
      return InvalidArgument("The continuation token provided is incorrect", "continuation-token", *token);
    }
    page.after = *name;
  }
  if (const std::string* most = request.Find("max-buckets"); most != nullptr && !most->empty()) {
    const std::optional<std::size_t> number = ParseInt<std::size_t>(*most);
    if (!number || *number == 0 || *number > kMostInPage) {
      return InvalidArgument("Argument max-buckets must be an integer between 1 and 10000", "max-buckets", *most);
    }
    page.most = *number;
    page.has_most = true;
  }
  return page;
}

// The page's buckets, and one more if others follow.
std::vector<BucketPointer> BucketsOf(const Call& call, const Page& page) {
  std::vector<BucketPointer> found;
  for (const BucketPointer& bucket : call.snapshot->buckets.Sorted(page.prefix)) {
    const bool wanted = page.region.empty() || bucket->region == page.region;
    if (!wanted || bucket->account != call.own_account() || bucket->name <= page.after) continue;
    found.push_back(bucket);
    if (found.size() > page.most) break;
  }
  return found;
}

}  // namespace

// "s3:ListAllMyBuckets" has no resource; policies that name arn:aws:s3:::* mean it all the same.
Answer ListBuckets(Call& call, const S3Request& request) {
  Question question{.action = "s3:ListAllMyBuckets", .resource = partition::OwnArn() + "s3:::*", .shown_resource = ""};
  ROLECALL_RETURN_IF_ERROR(AuthorizeS3(call, request, question));
  ROLECALL_TRY(Page page, ReadPage(request));
  std::vector<BucketPointer> buckets = BucketsOf(call, page);
  const bool truncated = buckets.size() > page.most;
  if (truncated) buckets.pop_back();
  aws::XmlWriter xml;
  xml.OpenWith("ListAllMyBucketsResult", "xmlns", aws::kS3Namespace);
  xml.Open("Owner").Text("ID", call.own_account()).Close().Open("Buckets");
  for (const BucketPointer& bucket : buckets) {
    xml.Open("Bucket").Text("Name", bucket->name).Text("CreationDate", XmlTime(bucket->created));
    xml.Text("BucketRegion", bucket->region).Text("BucketArn", bucket->arn()).Close();
  }
  xml.Close();
  if (truncated) xml.Text("ContinuationToken", Base64Encode(buckets.back()->name));
  if (!page.prefix.empty()) xml.Text("Prefix", page.prefix);
  return XmlAnswer(call, xml.Close().text());
}

}  // namespace rolecall::services::s3
