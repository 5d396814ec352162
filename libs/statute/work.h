// A breakthrough work ("việc đột phá, đổi mới") as an official registers it, a body proposes it, or the Standing
// Committee assigns it (Điều 3; Mẫu số 01, with goals and roadmap: I-32).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libs/base/time.h"

namespace dotpha::statute {

// A quantified target ("chỉ tiêu"): what a plan's items are linked to (I-55).
struct Target {
  std::string id;  // unique within the work
  std::string text;
  std::string value;  // as written: "95,5"
  std::string unit;

  friend bool operator==(const Target&, const Target&) = default;
};

struct Work {
  std::string id;
  std::string duration;  // code of the regulation: 1Y .. TERM
  std::optional<Date> start;
  std::optional<Date> end;  // last day
  std::string category;
  std::string display_name;
  std::string basis;
  std::string goals;
  std::vector<Target> targets;
  std::string roadmap;
  std::string classification;
  bool multi_agency = false;
  std::vector<std::string> partner_agency_ids;
  // Of forms that ask for them (QN2024's: RQ-FORM).
  std::string content;       // "Nội dung, mục tiêu, nhiệm vụ, giải pháp thực hiện"
  std::string impact;        // "Nhận định tác động hiệu quả mang lại"
  std::string difficulties;  // "Dự báo những khó khăn, vướng mắc khi triển khai thực hiện"
  std::string support_request;  // "Đề xuất cấp trên chỉ đạo, hỗ trợ thực hiện"; "không" says that none is asked for

  friend bool operator==(const Work&, const Work&) = default;
};

}  // namespace dotpha::statute
