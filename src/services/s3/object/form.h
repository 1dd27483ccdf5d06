// Forms that browsers send (multipart/form-data, RFC 7578): fields, then one file.
//
//   ROLECALL_TRY(Form form, ParseForm(request.headers.Get("Content-Type"), request.body));
//   form.Find("x-amz-credential") …
//
// What comes after the file is passed over, as S3 does. The form's views look into the body. Bounds: 20 KiB before the
// file, as S3 has it. Errors: PreconditionFailed (no form), MalformedPOSTRequest, MaxPostPreDataLengthExceeded,
// InvalidArgument (no file).
#ifndef ROLECALL_SERVICES_S3_OBJECT_FORM_H_
#define ROLECALL_SERVICES_S3_OBJECT_FORM_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/checked.h"

namespace rolecall::services::s3::object {

struct Form {
  std::vector<std::pair<std::string, std::string>> fields;  // as sent, in order
  std::string file_name;                                    // without folders
  std::string_view file;

  // By name, ignoring case; null if there is none.
  const std::string* Find(std::string_view name) const;
  std::string_view Get(std::string_view name) const;
};

Checked<Form> ParseForm(std::string_view content_type, std::string_view body);

}  // namespace rolecall::services::s3::object

#endif  // ROLECALL_SERVICES_S3_OBJECT_FORM_H_
