import "vazirmatn/Vazirmatn-Variable-font-face.css";
import "./main.css";
