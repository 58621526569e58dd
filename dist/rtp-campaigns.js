"use strict";
//# sourceMappingURL=rtp-campaigns.js.map
