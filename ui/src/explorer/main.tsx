import '../report/style.css';
document.title = 'x';
