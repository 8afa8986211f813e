using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Siren2.Extensions.DependencyInjection.Tests;

public sealed class AddSiren2Tests
{
    [Fact]
    public void The_resolver_is_one_upsampler_for_all()
    {
        using ServiceProvider services = new ServiceCollection().AddSiren2().BuildServiceProvider();
        Assert.Same(services.GetRequiredService<Upsampler>(), services.GetRequiredService<ISuperResolver>());
        Assert.Same(services.GetRequiredService<ISuperResolver>(), services.GetRequiredService<ISuperResolver>());
    }

    [Fact]
    public void What_a_host_has_registered_stays()
    {
        var own = new NoResolver();
        using ServiceProvider services = new ServiceCollection().AddSingleton<ISuperResolver>(own).AddSiren2().AddSiren2().BuildServiceProvider();
        Assert.Same(own, Assert.Single(services.GetServices<ISuperResolver>()));
    }

    [Fact]
    public void Options_come_from_configuration_and_then_from_code()
    {
        IConfiguration section = Section(
            ("Preset", "best"), ("Detail", "0.25"), ("Seed", "7"), ("MaxDegreeOfParallelism", "1"), ("Bandwidth", "3400"), ("OnCancellation", "ReturnBest"));
        UpsamplerOptions options = Bound(services => services.AddSiren2(section).Configure<Siren2Options>(own => own.Seed = 8));
        Assert.Equal((0.25, 8, 1), (options.Detail, options.Seed, options.MaxDegreeOfParallelism));
        Assert.Equal((3400, CancellationBehavior.ReturnBest), (options.Bandwidth, options.OnCancellation));
        Assert.Equal(UpsamplerOptions.Best.Blind.RefinementIterations, options.Blind.RefinementIterations);
    }

    [Fact]
    public void What_is_not_said_is_the_preset()
    {
        Assert.Equal(UpsamplerOptions.Balanced, Bound(services => services.AddSiren2()));
        Assert.Equal(UpsamplerOptions.Fast, Bound(services => services.AddSiren2(options => options.Preset = Siren2Preset.Fast)));
    }

    [Fact]
    public void Changes_of_what_configuration_cannot_say_are_made_in_order()
    {
        UpsamplerOptions options = Bound(services => services
            .AddSiren2(own => own.Change(upsampler => upsampler with { Seed = 1, CheckpointFile = "a" }))
            .Configure<Siren2Options>(own => own.Change(upsampler => upsampler with { Seed = upsampler.Seed + 1 })));
        Assert.Equal((2, "a"), (options.Seed, options.CheckpointFile));
    }

    [Theory]
    [InlineData("Detail", "1.5", "Detail")]
    [InlineData("Detail", "NaN", "Detail")]
    [InlineData("MaxDegreeOfParallelism", "0", "MaxDegreeOfParallelism")]
    [InlineData("Bandwidth", "-1", "Bandwidth")]
    [InlineData("Preset", "7", "preset")]
    [InlineData("Detail", "a lot", "Detail")]
    [InlineData("Details", "1", "Details")]
    public async Task A_wrong_option_or_an_unknown_one_ends_the_start_of_the_host_and_is_named(string key, string value, string named)
    {
        using IHost host = Hosts.Build(services => services.AddSiren2(Section((key, value))));
        Exception e = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());
        Assert.True(e is OptionsValidationException or InvalidOperationException, e.ToString());
        Assert.Contains(named, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_that_an_upsampler_refuses_end_the_start_too()
    {
        using IHost host = Hosts.Build(services => services.AddSiren2(options => options.Change(own => own with
        {
            CheckpointFile = "a",
            CheckpointStore = new Files.FileCheckpointStore("b"),
        })));
        OptionsValidationException e = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains("CheckpointStore", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Capacity", "0")]
    [InlineData("Concurrency", "2000")]
    [InlineData("OnStop", "9")]
    [InlineData("Size", "9")]
    public async Task A_wrong_option_of_the_queue_ends_the_start_of_the_host_and_is_named(string key, string value)
    {
        using IHost host = Hosts.Build(services => services.AddSiren2Queue(Section((key, value))));
        Exception e = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());
        Assert.Contains(key, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => ((IServiceCollection)null!).AddSiren2());
        Assert.Throws<ArgumentNullException>(() => new ServiceCollection().AddSiren2((IConfiguration)null!));
        Assert.Throws<ArgumentNullException>(() => ((IServiceCollection)null!).AddSiren2Queue());
        Assert.Throws<ArgumentNullException>(() => new ServiceCollection().AddSiren2Queue((IConfiguration)null!));
        Assert.Throws<ArgumentNullException>(() => new Siren2Options().Change(null!));
    }

    private static UpsamplerOptions Bound(Action<IServiceCollection> add)
    {
        var services = new ServiceCollection();
        add(services);
        using ServiceProvider provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<Siren2Options>>().Value.ToUpsamplerOptions();
    }

    private static IConfigurationSection Section(params (string Key, string Value)[] values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(pair => KeyValuePair.Create($"Section:{pair.Key}", (string?)pair.Value)))
        .Build().GetSection("Section");

    private sealed class NoResolver : ISuperResolver
    {
        public UpsampleResult FitAndPredict(
            AudioClip clip, int targetSampleRate, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();
    }
}
