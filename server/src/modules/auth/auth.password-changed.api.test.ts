import { describe, expect, it } from 'vitest'
import { makePerson, password } from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { sessionSteps } from '../../../../testing/sessions.ts'

const service = useService()
const { post, signUp, tokenMailedTo } = sessionSteps(service)
const newPassword = 'another good one'

describe('the mail that a password was changed', () => {
  const mailsAbout = async (email: string) =>
    (await service.mailsTo(email)).filter(({ subject }) =>
      /password was changed|пароль изменён/.test(subject),
    )
  const change = (token: string) =>
    service.request('POST', 'me/password', { token, body: { currentPassword: password, newPassword } })

  it('follows a new password by a mailed link, in the language of the person', async () => {
    const { email, user } = await signUp()
    await service.deps.pool.query(`UPDATE users SET locale = 'ru' WHERE id = $1`, [user.id])
    await post('auth/password-reset', { email })
    const token = await tokenMailedTo(email, 'reset-password')
    expect((await post('auth/password-reset/confirm', { token, password: newPassword })).status).toBe(204)
    const [mail, ...others] = await mailsAbout(email)
    expect(others).toEqual([])
    expect(mail?.text).toContain(' (UTC); на всех остальных устройствах')
    expect(mail?.text).toContain(`${service.deps.config.PUBLIC_URL}/sign-in\n`)
  })

  it('follows a change by the person, where the email is verified', async () => {
    const { email, accessToken } = await signUp()
    const unverified = await signUp()
    await post('auth/verify-email', { token: await tokenMailedTo(email, 'verify-email') })
    expect((await change(unverified.accessToken)).status).toBe(204)
    expect((await change(accessToken)).status).toBe(204)
    expect(await mailsAbout(email)).toHaveLength(1)
    expect(await mailsAbout(unverified.email)).toEqual([])
  })

  it('does not follow the first password of an account that staff have made', async () => {
    const { token } = await makePerson(service, 'admin')
    const email = 'walked.in@example.com'
    const body = { email, firstName: 'Vera', lastName: 'Kim' }
    expect((await service.request('POST', 'users', { token, body })).status).toBe(201)
    await post('auth/password-reset', { email })
    const link = await tokenMailedTo(email, 'reset-password')
    expect((await post('auth/password-reset/confirm', { token: link, password: newPassword })).status).toBe(
      204,
    )
    expect(await mailsAbout(email)).toEqual([])
  })

  it('does not follow a refused change', async () => {
    const { email, accessToken } = await signUp()
    await post('auth/verify-email', { token: await tokenMailedTo(email, 'verify-email') })
    const body = { currentPassword: 'a wrong password', newPassword }
    expect((await service.request('POST', 'me/password', { token: accessToken, body })).status).toBe(403)
    expect(await mailsAbout(email)).toEqual([])
  })
})
