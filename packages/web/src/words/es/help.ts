import type { Words } from '../words.ts';

export const help: Words<'help'> = {
  title: 'Ayuda',
  'no-code-title': 'No llega el código',
  'no-code-text':
    'Compruebe que la dirección esté bien escrita. Mire en la carpeta de correo no deseado.\nEspere un minuto o dos: algunos proveedores retienen el primer correo de un remitente nuevo. Después envíe otro código; solo vale el más reciente.\nUn código vive unos minutos y se gasta tras cinco intentos fallidos. El enlace del correo contiene una palabra larga que vale en su lugar.\nSi su proveedor rechaza este servidor, use otra dirección o pregunte al operador. Un servidor sin correo guarda los mensajes en la carpeta «outbox» y muestra los códigos en su consola.',
  'sign-in-title': 'No se puede iniciar sesión',
  'sign-in-text':
    'En la web se entra con dirección y contraseña. Una cuenta creada en un teléfono aún no tiene contraseña: elija «¿Sin contraseña todavía, o la olvidó?»; llega un código por correo.\nEn el dispositivo de una compra, entre con la cuenta que debe llevarla. Un dispositivo sin compra también entra en la cuenta existente: siempre funciona y no vincula nada.\nTras 20 intentos fallidos en un día, la cuenta espera al siguiente; el enlace de un correo de código deja entrar igualmente a su dueño.\nSi no se llega al servidor, compruebe la conexión. Los archivos de sus dispositivos siguen disponibles.',
  'restore-title': 'Restaurar una compra',
  'restore-text':
    'Entre en su cuenta de la nube en el dispositivo y elija «Restaurar compras» en la app. La cuenta de la tienda del dispositivo decide qué se encuentra: use la que pagó.\nGoogle Play y Amazon: la cuenta de la app de la tienda. App Store: la cuenta de Apple del dispositivo; una sola app OsmAnd con compras integradas las lleva todas. AppGallery: el ID de Huawei; en un teléfono sin los servicios móviles de Huawei instálelos, o use un dispositivo que los tenga.\nLos complementos como Topografía se restauran igual. OsmAnd+ de pago único y las compras de una sola tienda valen solo en sus dispositivos.',
  'holder-title': 'Qué cuenta lleva una compra',
  'holder-text':
    'Una compra pertenece a la cuenta de la tienda; su licencia sigue a la cuenta de la nube que estuvo activa por última vez en el dispositivo de la compra. Siempre la lleva exactamente una cuenta.\nPara moverla, entre en el dispositivo de la compra con la otra cuenta y restaure allí las compras. La primera la pierde en todas partes; volver a entrar la devuelve.',
  'not-counted-title': 'Una compra no cuenta',
  'not-counted-text':
    '«Pagos y compras» muestra cada compra de la cuenta y dice por qué alguna no cuenta. Si la suya no está, la cuenta no la lleva: entre en el dispositivo de la compra y restaure allí las compras. Lo comprado en la tienda web es de la cuenta cuya dirección se dio allí; no hay nada que restaurar.\nUna compra nueva cuenta en cuanto su tienda la confirma. Si la tienda no responde, espera por sí sola; las compras ya confirmadas siguen contando mientras tanto. Un servidor también puede funcionar sin conexión con una tienda: entonces sus compras valen solo en el dispositivo. El operador lo sabe.\nLo que se devolvió, nunca se pagó o era solo una prueba no cuenta. La app OsmAnd+ pagada aparte y las compras de una sola tienda valen solo en sus dispositivos.',
  'states-title': 'Qué significa el estado de una compra',
  'states-text':
    'Activa: pagada, y se renueva sola.\nCancelada: sigue hasta su fin y no se renueva; hasta entonces puede volver a activar la renovación en la tienda. Los regalos y los códigos de promoción también se muestran así.\nEn periodo de gracia: la tienda no pudo cobrar y lo intenta de nuevo. Mientras tanto todo funciona; mire en la tienda cómo paga.\nEn espera: pasó el periodo de gracia. La compra vuelve a contar sola en cuanto la tienda tiene su dinero.\nEn pausa: la detuvo en la tienda; sigue el día que eligió allí.\nCaducada: terminó. Después de Pro, sus datos en la nube siguen accesibles un año más.',
  'amazon-title': 'Venir de Amazon',
  'amazon-text':
    'La tienda de Amazon para Android cerró el 20 de agosto de 2025: ya no se compra nada allí. Las suscripciones en curso y Maps+ integrado se pueden mover: entre en la nube en el dispositivo Amazon, restaure allí las compras y entre en la misma cuenta en el nuevo.\nLa app OsmAnd+ pagada aparte no se puede mover.',
  'unlimited-title': '¿Están activas las descargas ilimitadas?',
  'unlimited-text':
    'Si están activas, la app muestra el espacio libre del dispositivo en la lista de mapas. Si no, cuántas descargas gratuitas quedan, o un aviso.\nSi aparece el contador aunque pagó, entre en ese dispositivo con la cuenta que lleva la compra, o restaure las compras.',
  'free-title': '5 o 7 descargas gratuitas',
  'free-text':
    'Sin compra, un dispositivo Android tiene 7 descargas gratuitas y uno iOS 5. Cada descarga o actualización de un mapa, voz u otra cosa cuenta; borrar no la devuelve.\nCuando se acaban, apuntarse a la lista de correo en la app da 3 más, una vez. Maps+ y Pro quitan el límite.',
  'ended-title': 'Mis datos tras la suscripción',
  'ended-text':
    'Cuando acaba Pro, sus datos siguen accesibles un año más: leer, descargar y borrar. Solo se puede subir lo que cubre el plan gratuito. Unos correos avisan antes de quitar nada.\nPasado ese año, se quita de la nube lo que el plan gratuito no cubre. Los archivos de sus dispositivos quedan en todo caso. «Mis datos» le da todo en un archivo.',
  'again-title': 'Mis datos en un teléfono nuevo',
  'again-text':
    'Entre en el teléfono nuevo con la misma dirección; llega un código por correo. Elija después descargar todo: trazas, favoritos y ajustes vuelven como eran, byte a byte.\nSi la cuenta ya tiene tantos dispositivos como permite su plan, cierre la sesión de uno que ya no use, en «Dispositivos y sesiones».\nTras caducar una suscripción aún puede descargar durante un año. O tome un .osf de «Mis datos» y ábralo en OsmAnd.',
};
