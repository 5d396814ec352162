// Checks that hold for every entry alike, found by reflection: a new kind of entry cannot escape them.
#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>

#include "libs/lawfile/regulation_checks.h"
#include "libs/lawfile/text_reader.h"

namespace dotpha::lawfile {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Text that every message which has such a field must give.
constexpr std::array<std::string_view, 18> kRequiredText = {
    "rule", "article", "code",   "name",  "title",   "cite",     "text",   "row",   "level",
    "kind", "action",  "number", "basis", "wording", "document", "reason", "field", "id"};

// Where 0 means "none" or "no demand", not "forgotten".
bool ZeroHasMeaning(const EnumDescriptor& type) { return type.name() == "Shift" || type.name() == "ClosingKind"; }

// Messages in which a field of that name may be empty.
bool MayBeEmpty(const FieldDescriptor& field) {
  const std::string& message = field.containing_type()->name();
  return message == "RequiredField" && field.name() == "kind";
}

bool IsBodyReference(const FieldDescriptor& field) {
  const std::string& message = field.containing_type()->name();
  const std::string& name = field.name();
  return (message == "RouteRow" && (name == "body" || name == "to" || name == "via")) ||
         (message == "Routing" && (name == "to" || name == "via" || name == "fallback_lead")) ||
         (message == "Duty" && name == "named_body") || (message == "BodyDuty" && name == "bodies") ||
         (message == "Condition" && name == "assessed_by");
}

class EntryChecker {
 public:
  EntryChecker(const Vocabulary& vocabulary, Findings& findings) : vocabulary_(vocabulary), findings_(findings) {}

  void Check(const Place& place) {
    const Message& message = place.message();
    const auto* descriptor = message.GetDescriptor();
    for (int i = 0; i < descriptor->field_count(); ++i) {
      CheckField(place, *descriptor->field(i));
    }
    if (descriptor->name() == "FixedDate") {
      CheckDate(place, static_cast<const dotpha::regulation::v1::FixedDate&>(message));
    }
  }

 private:
  void CheckField(const Place& place, const FieldDescriptor& field) {
    const Message& message = place.message();
    const auto* reflection = message.GetReflection();
    const int count = field.is_repeated() ? reflection->FieldSize(message, &field) : 1;
    for (int i = 0; i < count; ++i) {
      const int index = field.is_repeated() ? i : -1;
      switch (field.cpp_type()) {
        case FieldDescriptor::CPPTYPE_MESSAGE:
          if (field.is_repeated() || reflection->HasField(message, &field)) {
            Check(place.Child(field, index));
          }
          break;
        case FieldDescriptor::CPPTYPE_STRING:
          CheckText(place, field, index,
                    field.is_repeated() ? reflection->GetRepeatedString(message, &field, i)
                                        : reflection->GetString(message, &field));
          break;
        case FieldDescriptor::CPPTYPE_ENUM:
          CheckEnum(place, field, index,
                    field.is_repeated() ? reflection->GetRepeatedEnumValue(message, &field, i)
                                        : reflection->GetEnumValue(message, &field));
          break;
        default:
          break;
      }
    }
  }

  void CheckText(const Place& place, const FieldDescriptor& field, int index, const std::string& text) {
    const char* name = field.name().c_str();
    const bool required = std::find(kRequiredText.begin(), kRequiredText.end(), field.name()) != kRequiredText.end();
    if (text.empty()) {
      if (field.is_repeated() || (required && !MayBeEmpty(field))) {
        findings_.Add(place, name, index, "REQUIRED", field.name() + " must be given");
      }
      return;
    }
    if (field.name() == "article" || field.name() == "fallback_article") {
      Refer(place, name, index, text, vocabulary_.articles, "UNKNOWN_ARTICLE", "article");
    } else if (field.name() == "workplace_classes" && field.containing_type()->name() == "Condition") {
      Refer(place, name, index, text, vocabulary_.workplace_classes, "UNKNOWN_CLASS", "workplace class");
    } else if (field.name() == "vertical_fields" && field.containing_type()->name() == "Condition") {
      Refer(place, name, index, text, vocabulary_.vertical_fields, "UNKNOWN_VERTICAL_FIELD", "vertical field");
    } else if (field.name() == "excluded_vertical_fields") {
      Refer(place, name, index, text, vocabulary_.vertical_fields, "UNKNOWN_VERTICAL_FIELD", "vertical field");
    } else if (IsBodyReference(field)) {
      Refer(place, name, index, text, vocabulary_.bodies, "UNKNOWN_BODY", "body");
    }
  }

  void Refer(const Place& place, const char* field, int index, const std::string& text,
             const std::set<std::string>& declared, const char* rule, const char* what) {
    if (!declared.contains(text)) {
      findings_.Add(place, field, index, rule, "the file declares no " + std::string(what) + " \"" + text + "\"");
    }
  }

  void CheckEnum(const Place& place, const FieldDescriptor& field, int index, int number) {
    const EnumDescriptor& type = *field.enum_type();
    const char* name = field.name().c_str();
    if (number == kPassedOver && findings_.Has("UNKNOWN_VALUE")) {
      return;  // said already
    }
    if (type.FindValueByNumber(number) == nullptr) {
      findings_.Add(place, name, index, "UNKNOWN_VALUE", type.name() + " has no value " + std::to_string(number));
    } else if (number == 0 && !ZeroHasMeaning(type)) {
      findings_.Add(place, name, index, "REQUIRED", field.name() + " must be given");
    }
  }

  void CheckDate(const Place& place, const dotpha::regulation::v1::FixedDate& date) {
    if (date.year_offset() < -1 || date.year_offset() > 1) {
      findings_.Add(place, "year_offset", "DATE_INVALID", "a duty of a cycle falls into it or a year beside it");
    }
    // The month of a stage's end is known only later: a day that every month has.
    const int month = date.month_of_stage_end() ? 2 : date.month();
    if (month < 1 || month > 12) {
      findings_.Add(place, "month", "DATE_INVALID", "no month " + std::to_string(month));
      return;
    }
    // 2023 has no 29 February: a date of law exists in every year.
    const std::chrono::year_month_day day{std::chrono::year{2023}, std::chrono::month{static_cast<unsigned>(month)},
                                          std::chrono::day{static_cast<unsigned>(date.day())}};
    if (date.day() < 1 || date.day() > 31 || !day.ok()) {
      findings_.Add(place, "day", "DATE_INVALID",
                    "no day " + std::to_string(date.day()) + "/" + std::to_string(month) + " in every year");
    }
  }

  const Vocabulary& vocabulary_;
  Findings& findings_;
};

}  // namespace

Vocabulary::Vocabulary(const dotpha::regulation::v1::Regulation& regulation)
    : workplace_classes(regulation.workplace_classes().begin(), regulation.workplace_classes().end()),
      vertical_fields(regulation.vertical_fields().begin(), regulation.vertical_fields().end()) {
  for (const auto& article : regulation.articles()) {
    articles.insert(article.cite());
  }
  for (const auto& body : regulation.bodies()) {
    bodies.insert(body.code());
    has_reviewing_body = has_reviewing_body || body.reviewing();
  }
  for (const auto& duty : regulation.duties()) {
    duties.insert(duty.code());
  }
  for (const auto& violation : regulation.violations()) {
    violations.insert(violation.kind());
  }
  for (const auto& kind : regulation.registration_kinds()) {
    registration_kinds.insert(kind.kind());
  }
  for (const auto& category : regulation.categories()) {
    categories.insert(category.code());
  }
}

void CheckEveryEntry(const Place& root, const Vocabulary& vocabulary, Findings& findings) {
  EntryChecker(vocabulary, findings).Check(root);
}

bool IsCode(const std::string& text) {
  constexpr std::size_t kLongest = 32;
  return !text.empty() && text.size() <= kLongest && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

void Unique::See(const Place& place, const char* field, const std::string& key) {
  if (!key.empty() && !seen_.insert(key).second) {
    findings_.Add(place, field, "DUPLICATE", std::string(what_) + " \"" + key + "\" stands here a second time");
  }
}

}  // namespace dotpha::lawfile
