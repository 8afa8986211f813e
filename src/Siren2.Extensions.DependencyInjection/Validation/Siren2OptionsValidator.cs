using Microsoft.Extensions.Options;

namespace Siren2.Extensions.DependencyInjection.Validation;

/// <summary>Options of an upsampler are right where an upsampler takes them: they check themselves.</summary>
internal sealed class Siren2OptionsValidator : IValidateOptions<Siren2Options>
{
    public ValidateOptionsResult Validate(string? name, Siren2Options options)
    {
        try
        {
            _ = new Upsampler(options.ToUpsamplerOptions());
            return ValidateOptionsResult.Success;
        }
        catch (Exception e) when (e is ArgumentException or InvalidDataException)
        {
            return ValidateOptionsResult.Fail($"{Siren2Options.SectionName}: {e.Message}");
        }
    }
}
