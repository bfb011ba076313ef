import type { MailWords } from '../words.ts';

export const es: MailWords = {
  subjects: {
    'sign-in': 'Su código para Cairn',
    'change-address': 'Código para cambiar su dirección',
    'confirm-address': 'Código para confirmar su nueva dirección',
    'set-password': 'Código para definir su contraseña',
    'delete-account': 'Código para eliminar su cuenta',
  },
  purposes: {
    'sign-in': 'Con este código inicia sesión en Cairn o crea su cuenta si aún no tiene:',
    'change-address': 'Con este código permite que se cambie la dirección de su cuenta de Cairn:',
    'confirm-address': 'Con este código confirma que esta es la nueva dirección de su cuenta de Cairn:',
    'set-password': 'Con este código define la contraseña web de su cuenta de Cairn:',
    'delete-account': 'Con este código elimina su cuenta de Cairn y todo su contenido. No se puede deshacer:',
  },
  ends: 'El código vale {minutes} minutos, hasta {until}, y una sola vez. Un correo más nuevo lo anula.',
  link: 'Si el código no se acepta, abra este enlace, o escriba la palabra que sigue al # en lugar del código:',
  ignore: 'Si no lo ha pedido, no haga nada: sin el código no pasa nada. No dé el código a nadie.',
  from: 'Este correo lo envió Cairn en {url}',
  notices: {
    'address-changed': {
      subject: 'Ha cambiado la dirección de su cuenta de Cairn',
      text: 'Su cuenta de Cairn pertenece ahora a la dirección {address}. Se cerraron todas las sesiones web menos la del cambio. Si no fue usted, escriba enseguida a quien administra este servidor.',
    },
    'password-changed': {
      subject: 'Ha cambiado la contraseña de su cuenta de Cairn',
      text: 'Se definió la contraseña web de su cuenta de Cairn. Se cerraron las demás sesiones web. Si no fue usted, pida un código, defina la contraseña de nuevo y cierre la sesión de los dispositivos que no conozca.',
    },
    'account-deleted': {
      subject: 'Su cuenta de Cairn fue eliminada',
      text: 'Su cuenta de Cairn fue eliminada, como confirmó con un código. Lo guardado en la nube se está borrando y todos los dispositivos quedaron desconectados. Los archivos de sus dispositivos siguen donde están.',
    },
  },
  plans: {
    'licence-moved': {
      subject: 'Una compra ha salido de su cuenta de Cairn',
      text: '«{product}» cuenta ahora para otra cuenta de Cairn, porque alguien inició sesión allí o la restauró en el dispositivo de la compra. Ya no cuenta para la suya. Sus archivos siguen: lo que su plan no cubre se puede leer, descargar y borrar durante un año. Para recuperarla, restaure la compra en ese dispositivo con la sesión de su cuenta iniciada.',
    },
    'pro-data-ends': {
      subject: 'Sus datos de Pro se eliminarán de la nube',
      text: 'Pro ha terminado para su cuenta de Cairn. Lo que el plan gratuito no cubre se eliminará de la nube el {date}. Hasta entonces puede leerlo, descargarlo y borrarlo. Con Pro todo sigue. Los archivos de sus dispositivos siguen en cualquier caso.',
    },
    'pro-data-removed': {
      subject: 'Sus datos de Pro se han eliminado de la nube',
      text: 'El año después de Pro ha terminado. Lo que el plan gratuito no cubre está durante {days} días en la papelera de su cuenta de Cairn y se puede descargar hasta entonces. Los archivos de sus dispositivos siguen.',
    },
    'mailing-list': {
      subject: 'Confirme que quiere noticias por correo',
      text: 'Alguien, esperamos que usted, pidió noticias sobre mapas en esta dirección. Para unirse a la lista de correo, abra este enlace y confirme:\n{link}\n\nSin eso no se envía nada. El enlace vale una semana.',
    },
  },
};
