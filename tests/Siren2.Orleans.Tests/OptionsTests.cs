using Siren2.Orleans.Validation;

namespace Siren2.Orleans.Tests;

/// <summary>Options of a silo.</summary>
public sealed class OptionsTests
{
    [Fact]
    public void Options_that_are_of_no_use_are_refused_by_name()
    {
        AssertRefused(options => options.Concurrency = -1, "Concurrency is -1");
        AssertRefused(options => options.ThreadsPerPart = 0, "ThreadsPerPart is 0");
        AssertRefused(options => options.MaximumAttempts = 0, "MaximumAttempts is 0");
        AssertRefused(options => options.MaximumLosses = 1001, "MaximumLosses is 1001");
        AssertRefused(options => options.RetryDelay = TimeSpan.FromSeconds(-1), "RetryDelay is -00:00:01");
        AssertRefused(options => options.Heartbeat = TimeSpan.Zero, "Heartbeat is 00:00:00");
        AssertRefused(options => options.LeaseTime = TimeSpan.FromSeconds(9), "LeaseTime is 00:00:09");
        AssertRefused(options => options.Folder = null, "Folder is null");
        AssertRefused(options => options.Folder = "/nowhere", "Folder is '/nowhere'");
        Assert.True(Validate(_ => { }).Succeeded);
        Assert.True(Validate(options => (options.Folder, options.UsesFolder) = (null, false)).Succeeded);
    }

    [Fact]
    public void Changes_of_the_options_of_fits_are_made_in_order()
    {
        var options = new Siren2ClusterOptions();
        options.Change(fit => fit with { Seed = 3 });
        options.Change(fit => fit with { Seed = fit.Seed + 1 });
        Assert.Equal(4, options.Changed(UpsamplerOptions.Fast).Seed);
        Assert.Throws<ArgumentNullException>("change", () => options.Change(null!));
    }

    private static void AssertRefused(Action<Siren2ClusterOptions> change, string complaint) =>
        Assert.Contains(complaint, Validate(change).FailureMessage, StringComparison.Ordinal);

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(Action<Siren2ClusterOptions> change)
    {
        var options = new Siren2ClusterOptions { Folder = AppContext.BaseDirectory, UsesFolder = true };
        change(options);
        return new Siren2ClusterOptionsValidator().Validate(null, options);
    }
}
