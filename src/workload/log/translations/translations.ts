import { de } from './de.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { it } from './it.ts';
import { ja } from './ja.ts';
import { ka } from './ka.ts';
import { ko } from './ko.ts';
import { pl } from './pl.ts';
import { ptBr } from './pt-br.ts';
import { ru } from './ru.ts';
import { sv } from './sv.ts';
import { tr } from './tr.ts';
import { uk } from './uk.ts';
import { zhCnBefore } from './zh-cn-before.ts';
import { zhCn } from './zh-cn.ts';
import { zhTw } from './zh-tw.ts';

export const TRANSLATIONS: readonly (readonly string[])[] = [
  de,
  es,
  fr,
  it,
  ja,
  ka,
  ko,
  pl,
  ptBr,
  ru,
  sv,
  tr,
  uk,
  zhCnBefore,
  zhCn,
  zhTw,
];
