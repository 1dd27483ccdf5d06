// What the listings of objects, versions and uploads share: their parameters, and how a page is written.
#ifndef ROLECALL_SERVICES_S3_WIRE_LIST_REQUEST_H_
#define ROLECALL_SERVICES_S3_WIRE_LIST_REQUEST_H_

#include <string>
#include <string_view>
#include <vector>

#include "aws/wire/xml.h"
#include "services/call.h"
#include "services/checked.h"
#include "services/s3/storage/page_walk.h"
#include "services/s3/wire/request.h"

namespace rolecall::services::s3::wire {

inline constexpr long long kMostListed = 1000;  // on one page, whatever is asked for

struct ListRequest {
  storage::ListOptions options;  // prefix, delimiter, most
  bool encode = false;           // encoding-type=url

  // An element with a key, prefix or delimiter as the answer has it: encoded if that was asked for. Of characters that
  // XML does not have the references are written, as S3 does ("&#x1;"): a client that cannot read them is told so by
  // its parser, and does not take the key for another.
  aws::XmlWriter& Write(aws::XmlWriter& xml, std::string_view element, const std::string& key) const;
};

// prefix, delimiter, encoding-type and the parameter that bounds the page ("max-keys", "max-uploads"). InvalidArgument.
Checked<ListRequest> ReadListRequest(const S3Request& request, std::string_view most_parameter);
// A parameter that is a number from 0 on. InvalidArgument.
Checked<long long> ReadListNumber(const S3Request& request, std::string_view name, long long otherwise);

// <Prefix>, <Delimiter>, <EncodingType>, the bound by its name ("MaxKeys") and <IsTruncated>.
void WriteListHead(aws::XmlWriter& xml, const ListRequest& list, std::string_view most_element, bool truncated);
void WritePrefixes(aws::XmlWriter& xml, const ListRequest& list, const std::vector<std::string>& prefixes);

// Entries that a listing had to leave out: told to the operator.
void NoteDamaged(Call& call, const std::vector<std::string>& keys);

}  // namespace rolecall::services::s3::wire

#endif  // ROLECALL_SERVICES_S3_WIRE_LIST_REQUEST_H_
